import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import autocannon from "autocannon";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { synthesizedStacks } from "../test/support/systems";
import { apiToken, startBackend } from "./backend/testing/backend-process";
import { buildWorkloads } from "./build.mjs";
import { startMailCatcher } from "./notifier/testing/mail-catcher";
import { addItems, addShop, addSubscriptions } from "./notifier/testing/subscriptions";
import { startPageServer } from "./scraper/testing/page-server";
import { addWatch } from "./scraper/testing/watches";
import { runJobProcess } from "./shared/testing/job-process";
import { createJobWorld } from "./shared/testing/job-world";
import { createMemoryCgroup } from "./shared/testing/memory-cgroup";
import { findPostgres } from "./shared/testing/postgres";
import { usePostgres } from "./shared/testing/use-postgres";

/** What a 1 GiB instance registers for tasks, in MiB. docs/checks/placement-desired-does-not-fit.md */
const REGISTERED_MIB = 900;
const SIGNING_KEY = "test-signing-key-0123456789abcdef0123";
const WORKLOADS = ["backend", "scraper", "notifier"] as const;

/** 1 MB of products, of ten elements each: what the scraper needs most memory for. */
const page = `<!doctype html><ul>${`<li class="item card"><a href="/p/1" class="l"><h2>A product with a name</h2></a>
<span class="price">12,34 €</span><p>Lorem ipsum dolor sit amet, consectetur adipiscing elit</p></li>\n`.repeat(
  6_000,
)}</ul>`;

const expensive = ["/v1/items?limit=100", "/", "/openapi.json"];

const { reason } = findPostgres();
const group = createMemoryCgroup(REGISTERED_MIB);
group?.remove();
const skipped = reason ?? (group === undefined ? "(skipped: this machine lets nobody limit memory)" : undefined);

describe.skipIf(skipped !== undefined)(`the reference system on one instance ${skipped ?? ""}`, () => {
  const postgres = usePostgres();
  let program: (workload: (typeof WORKLOADS)[number]) => string;
  let limits: Readonly<Record<(typeof WORKLOADS)[number], number>>;

  beforeAll(async () => {
    const files = await buildWorkloads([...WORKLOADS]);
    program = (workload) => files.find((file) => file.endsWith(path.join(workload, "main.cjs"))) ?? "";
    limits = memoryLimits();
  });

  test(`all three and a second backend fit in ${REGISTERED_MIB} MiB, each in the limit that the stack gives it`, async () => {
    const instance = createMemoryCgroup(REGISTERED_MIB);
    const world = await createJobWorld(postgres());
    const { db } = world.database;
    await addItems(
      db,
      await addShop(db),
      Array.from({ length: 200 }, (_, n) => `a product with a longer name ${n}`),
    );
    await addSubscriptions(
      db,
      Array.from({ length: 100 }, (_, n) => `s${n}@example.net`),
    );
    // the watch of these items is not to be looked at
    await db
      .updateTable("watches")
      .set({ next_due_at: new Date("2100-01-01") })
      .execute();
    const pages = await Promise.all(Array.from({ length: 8 }, () => startPageServer({ "/": page })));
    for (const { origin } of pages) await addWatch(db, `${origin}/`);
    const smtp = await startMailCatcher();

    const stop = new AbortController();
    const backends = await Promise.all(
      ["old", "new"].map(async () => {
        const container = createMemoryCgroup(limits.backend, instance);
        const environment = { ...world.environment, PAGE_ACCESS: "public", LOG_LEVEL: "error" };
        const backend = await startBackend({
          program: program("backend"),
          environment,
          entrance: container?.entrance,
        });
        onTestFinished(() => backend.kill("SIGKILL"));
        return { container, backend, load: keepBusy(backend.url, stop.signal) };
      }),
    );
    const jobs = await Promise.all([
      runJobProcess(
        program("scraper"),
        { DATABASE_SECRET: world.secrets.scraper, SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32", SCRAPER_HOST_PAUSE_MS: "0" },
        { memoryMiB: limits.scraper, within: instance },
      ),
      runJobProcess(
        program("notifier"),
        {
          DATABASE_SECRET: world.secrets.notifier,
          MAIL_TRANSPORT: "smtp",
          MAIL_FROM: "digest@mail.example",
          PUBLIC_URL: "https://app.example",
          LINK_SIGNING_KEY: SIGNING_KEY,
          SMTP_URL: smtp.url,
        },
        { memoryMiB: limits.notifier, within: instance },
      ),
    ]);
    stop.abort();
    for (const { status, stderr, log } of jobs) {
      expect({ status, stderr }, JSON.stringify(log.slice(-5))).toEqual({ status: 0, stderr: "" });
    }
    expect(smtp.mails).toHaveLength(100);
    const peaks: [string, number, number][] = [];
    for (const { container, backend, load } of backends) {
      expect(await load).toBeGreaterThan(0);
      backend.kill("SIGTERM");
      expect(await backend.ended).toBe(0);
      peaks.push(["backend", limits.backend, container?.peakMiB() ?? 0]);
      container?.remove();
    }
    const [scraper, notifier] = jobs;
    peaks.push(["scraper", limits.scraper, scraper?.chargedMiB ?? 0]);
    peaks.push(["notifier", limits.notifier, notifier?.chargedMiB ?? 0]);
    for (const [name, limit, peak] of peaks) process.stdout.write(`${name}: ${peak} of ${limit} MiB charged\n`);
    const together = instance?.peakMiB() ?? 0;
    process.stdout.write(`together: ${together} of ${REGISTERED_MIB} MiB charged at the same time\n`);
    instance?.remove();
    expect(together).toBeLessThan(REGISTERED_MIB);
    expect(peaks.reduce((sum, [, limit]) => sum + limit, 0)).toBeLessThanOrEqual(REGISTERED_MIB);
    await Promise.all([...pages.map((server) => server.close()), smtp.close()]);
    await world.database.close();
  });
});

/** The hard limits of the containers of `dev`, in MiB. */
function memoryLimits(): Record<(typeof WORKLOADS)[number], number> {
  const app = synthesizedStacks().find(({ environment, stack }) => environment === "dev" && stack === "app");
  const limitOf = (workload: string) => {
    const { container_definitions } = app?.one("aws_ecs_task_definition", workload) ?? {};
    const memory = /"memory":(\d+)/.exec(String(container_definitions))?.[1];
    if (memory === undefined) throw new Error(`no memory is set for ${workload}`);
    return Number(memory);
  };
  return { backend: limitOf("backend"), scraper: limitOf("scraper"), notifier: limitOf("notifier") };
}

/** The most expensive answers by 20 connections, until told to stop. @returns how many requests were answered */
async function keepBusy(url: string, signal: AbortSignal): Promise<number> {
  const headers = { authorization: `Bearer ${apiToken}` };
  let answered = 0;
  do {
    const requests = expensive.map((path) => ({ method: "GET" as const, path, headers }));
    const { requests: done, non2xx } = await autocannon({ url, connections: 20, duration: 2, requests });
    if (non2xx > 0) throw new Error(`${non2xx} requests were refused`);
    answered += done.total;
    await pause(0);
  } while (!signal.aborted);
  return answered;
}
