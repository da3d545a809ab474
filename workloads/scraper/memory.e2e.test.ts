import { beforeAll, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { memoryLine, runJobProcess } from "../shared/testing/job-process";
import { createJobWorld } from "../shared/testing/job-world";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { startPageServer } from "./testing/page-server";
import { addWatch } from "./testing/watches";

const { reason } = findPostgres();

/** The container's memory, see docs/workloads-jobs.md; enforced by the kernel where this machine allows that. */
const CONTAINER_MIB = 192;

/** A page as shops write them: 2 MB, 7,000 products, ten elements each. */
const bigPage = `<!doctype html><ul>${`<li class="item card"><a href="/p/1" class="l"><h2>A product with a name</h2></a>
<span class="price">12,34 €</span><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt
ut labore et dolore magna aliqua.</p></li>\n`.repeat(7_500)}</ul>`;

describe.skipIf(reason !== undefined)(`memory of the scraper ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let program: string;

  beforeAll(async () => {
    [program = ""] = await buildWorkloads(["scraper"]);
  });

  it.each([
    ["no watch is due", 0, 1],
    ["40 pages of 100 kB", 40, 0.05],
    ["4 pages of 2 MB", 4, 1],
  ])("%s", async (name, count, share) => {
    const world = await createJobWorld(postgres(), "scraper");
    const page = bigPage.slice(0, Math.floor(bigPage.length * share));
    const servers = await Promise.all(Array.from({ length: count }, () => startPageServer({ "/": page })));
    for (const { origin } of servers) await addWatch(world.database.db, `${origin}/`);
    const environment = { ...world.environment, SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32", SCRAPER_HOST_PAUSE_MS: "0" };
    const end = await runJobProcess(program, environment, { memoryMiB: CONTAINER_MIB });
    expect(end).toMatchObject({ status: 0, stderr: "" });
    process.stdout.write(memoryLine(`scraper, ${name}`, end));
    for (const server of servers) await server.close();
    await world.database.close();
  });
});
