import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { type JobEnd, memoryLine, runJobProcess } from "../shared/testing/job-process";
import { createJobWorld, type JobWorld } from "../shared/testing/job-world";
import { findPostgres, type PostgresServer, startPostgres } from "../shared/testing/postgres";
import { hostilePages } from "./testing/hostile-pages";
import { type PageServer, startPageServer } from "./testing/page-server";
import { addWatch, shopPage } from "./testing/watches";

const { reason } = findPostgres();

/** The container's memory, see docs/workloads-jobs.md; enforced by the kernel where this machine allows that. */
const CONTAINER_MIB = 192;

describe.skipIf(reason !== undefined)(`pages made to hurt ${reason ?? ""}`, () => {
  let postgres: PostgresServer;
  let world: JobWorld;
  let end: JobEnd;
  const watchIds = new Map<string, string>();
  const servers: Pick<PageServer, "close">[] = [];

  beforeAll(async () => {
    const [program = ""] = await buildWorkloads(["scraper"]);
    const started = await startPostgres();
    if (started === undefined) throw new Error("PostgreSQL was found but did not start");
    postgres = started;
    world = await createJobWorld(postgres, "scraper");
    for (const hostile of hostilePages) {
      const server = await hostile.start();
      servers.push(server);
      const url = `${server.origin}${hostile.path ?? "/"}`;
      const selector = hostile.itemSelector === undefined ? {} : { item_selector: hostile.itemSelector };
      watchIds.set(hostile.name, await addWatch(world.database.db, url, selector));
    }
    const good = await startPageServer({ "/": shopPage([{ name: "good", price: "1" }]) });
    servers.push(good);
    watchIds.set("good", await addWatch(world.database.db, `${good.origin}/`, { next_due_at: new Date() }));
    const environment = { ...world.environment, SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32", SCRAPER_HOST_PAUSE_MS: "0" };
    const limits = { memoryMiB: CONTAINER_MIB };
    end = await runJobProcess(program, { ...environment, SCRAPER_PAGE_TIMEOUT_MS: "6000" }, limits);
  });

  afterAll(async () => {
    for (const server of servers) await server.close();
    await world?.database.close();
    await postgres?.dispose();
  });

  it.each(hostilePages.map(({ name, outcome }) => [name, outcome] as const))("%s: %s", (name, outcome) => {
    const lines = end.log.filter(({ level, watchId }) => level === "error" && watchId === watchIds.get(name));
    expect(lines.map(({ code }) => code)).toEqual(outcome === "harmless" ? [] : [outcome]);
  });

  it("cost no other watch anything, and the run ends as a partial failure", async () => {
    expect(end).toMatchObject({ status: 2, stderr: "" });
    const found = await world.database.db.selectFrom("items").select(["watch_id", "title", "link"]).execute();
    expect(found.filter(({ watch_id }) => watch_id === watchIds.get("good"))).toMatchObject([{ title: "good" }]);
    expect(found.find(({ watch_id }) => watch_id === watchIds.get("scripts in titles"))?.title).toBe(
      "<script>alert(1)</script>",
    );
    for (const { link } of found) expect(link).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });

  it("cost a bounded amount of memory", () => {
    process.stdout.write(memoryLine(`scraper, ${hostilePages.length} hostile pages`, end));
    expect(end.chargedMiB ?? 0).toBeLessThan(CONTAINER_MIB);
    expect(end.peakMiB).toBeLessThan(2 * CONTAINER_MIB);
  });
});
