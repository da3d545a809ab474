import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { runJobProcess, startJobProcess } from "../shared/testing/job-process";
import { createJobWorld, type JobWorld } from "../shared/testing/job-world";
import { findPostgres, type PostgresServer, startPostgres } from "../shared/testing/postgres";
import { waitFor } from "../shared/testing/wait-for";
import { type PageServer, startPageServer } from "./testing/page-server";
import { addWatch, makeDue, type ShopItem, shopPage } from "./testing/watches";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`the scraper, bundled, on a real PostgreSQL ${reason ?? ""}`, () => {
  let postgres: PostgresServer;
  let program: string;
  let world: JobWorld;
  const servers: PageServer[] = [];

  beforeAll(async () => {
    [program = ""] = await buildWorkloads(["scraper"]);
    const started = await startPostgres();
    if (started === undefined) throw new Error("PostgreSQL was found but did not start");
    postgres = started;
  });

  afterAll(() => postgres?.dispose());

  beforeEach(async () => {
    world = await createJobWorld(postgres, "scraper");
    return async () => {
      for (const server of servers.splice(0)) await server.close();
      await world.database.close();
    };
  });

  async function site(pages: Parameters<typeof startPageServer>[0]): Promise<PageServer> {
    const server = await startPageServer(pages);
    servers.push(server);
    return server;
  }

  const environment = (changes: Record<string, string> = {}) => ({
    ...world.environment,
    SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32",
    SCRAPER_HOST_PAUSE_MS: "0",
    ...changes,
  });
  const run = (changes?: Record<string, string>) => runJobProcess(program, environment(changes));
  const items = () => world.database.db.selectFrom("items").selectAll().orderBy("id").execute();
  const runs = () => world.database.db.selectFrom("runs").selectAll().orderBy("started_at").execute();

  it("stores each item once, records changed prices, and asks only for what changed", async () => {
    const stock: ShopItem[] = [
      { name: "chair", price: "€ 10.00" },
      { name: "table", price: "€ 20.00" },
    ];
    let version = 1;
    const { origin, requests } = await site({
      "/": ({ headers }, response) => {
        const etag = `"v${version}"`;
        if (headers["if-none-match"] === etag) return void response.writeHead(304).end();
        response.writeHead(200, { "content-type": "text/html", etag }).end(shopPage(stock));
      },
    });
    await addWatch(world.database.db, `${origin}/`);
    const first = await run();
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(await items()).toMatchObject([
      { title: "chair", link: `${origin}/p/chair`, price_minor: 1000, currency: "EUR" },
      { title: "table", price_minor: 2000 },
    ]);

    expect((await run()).status).toBe(0);
    expect(requests.filter((path) => path === "/")).toHaveLength(1);

    await makeDue(world.database.db);
    expect((await run()).log.at(-2)).toMatchObject({ PagesNotModified: 1, ItemsNew: 0 });

    stock[0] = { name: "chair", price: "€ 8.50" };
    stock.push({ name: "lamp", price: "sold out" });
    version = 2;
    await makeDue(world.database.db);
    expect((await run()).log.at(-2)).toMatchObject({ ItemsNew: 1, PriceChanges: 1 });
    expect((await items()).map(({ title, price_minor }) => [title, price_minor])).toEqual([
      ["chair", 850],
      ["table", 2000],
      ["lamp", null],
    ]);
    const changes = await world.database.db.selectFrom("price_changes").selectAll().execute();
    expect(changes).toMatchObject([{ old_price_minor: 1000, new_price_minor: 850 }]);
  });

  it("keeps only what the filters let through", async () => {
    const page = shopPage([
      { name: "red chair", price: "$5" },
      { name: "red table", price: "$50" },
      { name: "blue chair", price: "$5" },
    ]);
    const { origin } = await site({ "/": page });
    await addWatch(world.database.db, `${origin}/`, { keyword: "RED", max_price_minor: 1000 });
    expect((await run()).status).toBe(0);
    expect((await items()).map(({ title }) => title)).toEqual(["red chair"]);
  });

  it("goes on after a broken page, says which, and exits 2; with nothing but broken pages it exits 1", async () => {
    const { origin } = await site({ "/good": shopPage([{ name: "chair", price: "1" }]) });
    const bad = await addWatch(world.database.db, `${origin}/missing`);
    const meta = await addWatch(world.database.db, "http://169.254.169.254/latest/meta-data/");
    const selector = await addWatch(world.database.db, `${origin}/good`, { item_selector: "li[" });
    expect((await run()).status).toBe(1);
    await makeDue(world.database.db);
    await addWatch(world.database.db, `${origin}/good`);
    const { status, log } = await run();
    expect(status).toBe(2);
    const errors = log.filter(({ level }) => level === "error");
    expect(new Map(errors.map(({ watchId, code }) => [watchId, code]))).toEqual(
      new Map([
        [bad, "status"],
        [meta, "address"],
        [selector, "selector"],
      ]),
    );
    expect(errors).toHaveLength(3);
    expect(await items()).toHaveLength(1);
    const [first, second] = await runs();
    expect(first).toMatchObject({ outcome: "failure", watches_checked: 0 });
    expect(second).toMatchObject({ outcome: "partial", watches_checked: 1, items_new: 1 });
    expect(second?.errors).toHaveLength(3);
    const watch = await world.database.db.selectFrom("watches").selectAll().where("id", "=", bad).executeTakeFirst();
    expect(watch).toMatchObject({ consecutive_failures: 2, last_error: expect.stringContaining("answered 404") });
  });

  it("ends with one line of embedded metrics", async () => {
    const { origin } = await site({ "/": shopPage([{ name: "chair", price: "1" }]) });
    await addWatch(world.database.db, `${origin}/`);
    const { log } = await run();
    const lines = log.filter((line) => "_aws" in line);
    expect(lines).toHaveLength(1);
    const [line] = lines;
    expect(line).toMatchObject({ Workload: "scraper", WatchesDue: 1, WatchesChecked: 1, ItemsNew: 1, RunFailures: 0 });
    expect(line).toMatchObject({ _aws: { CloudWatchMetrics: [{ Namespace: "Stowage", Dimensions: [["Workload"]] }] } });
    expect(typeof line?.runId).toBe("string");
  });

  it("leaves the work to the one that is running, and exits 0 saying so", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { origin, requests } = await site({
      "/": async (_, response) => {
        await held;
        response.writeHead(200).end(shopPage([{ name: "chair", price: "1" }]));
      },
    });
    await addWatch(world.database.db, `${origin}/`);
    const first = startJobProcess(program, environment());
    await waitFor("the first scraper to ask for the page", () => requests.includes("/"));
    const second = await run();
    expect(second.status).toBe(0);
    expect(second.log).toContainEqual(expect.objectContaining({ msg: "another scraper is running; nothing to do" }));
    release();
    expect((await first.ended).status).toBe(0);
    expect((await runs()).map(({ outcome }) => outcome)).toEqual(["success", "skipped"]);
    expect(await items()).toHaveLength(1);
  });

  it("stops when it is told to, leaves the page for the next run, and exits 2", async () => {
    const { origin, requests } = await site({ "/": () => undefined });
    const id = await addWatch(world.database.db, `${origin}/`);
    const job = startJobProcess(program, environment());
    await waitFor("the scraper to ask for the page", () => requests.includes("/"));
    job.kill("SIGTERM");
    const { status, milliseconds } = await job.ended;
    expect(status).toBe(2);
    expect(milliseconds).toBeLessThan(15_000);
    const watch = await world.database.db.selectFrom("watches").selectAll().where("id", "=", id).executeTakeFirst();
    expect(watch).toMatchObject({ consecutive_failures: 0, last_error: null, last_checked_at: null });
    expect(await runs()).toMatchObject([{ outcome: "partial", errors: [{ code: "stopped" }] }]);
  });

  it("names all bad variables at once, and none of their secrets", async () => {
    const { status, log } = await runJobProcess(program, {
      SCRAPER_CONCURRENCY: "many",
      SCRAPER_ALLOW_ADDRESSES: "home",
    });
    expect(status).toBe(1);
    expect(log).toHaveLength(1);
    const text = JSON.stringify(log);
    for (const name of ["SCRAPER_CONCURRENCY", "SCRAPER_ALLOW_ADDRESSES", "DATABASE_SECRET"])
      expect(text).toContain(name);
  });

  it("fails without a database, in one error line", async () => {
    const secret = JSON.stringify({
      host: "127.0.0.1",
      port: 1,
      username: "u",
      password: "hidden-password",
      dbname: "d",
    });
    const { status, log } = await run({ DATABASE_SECRET: secret });
    expect(status).toBe(1);
    expect(log.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(JSON.stringify(log)).not.toContain("hidden-password");
  });

  it("stores nothing for a watch that was changed while its page was read", async () => {
    const { db } = world.database;
    const { origin } = await site({
      "/": async (_, response) => {
        await db.updateTable("watches").set({ item_selector: "li.other", etag: null }).execute();
        response.writeHead(200, { etag: '"old"' }).end(shopPage([{ name: "chair", price: "1" }]));
      },
    });
    const id = await addWatch(db, `${origin}/`);
    expect((await run()).status).toBe(0);
    expect(await items()).toEqual([]);
    const watch = await db.selectFrom("watches").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(watch).toMatchObject({ etag: null, consecutive_failures: 0, last_checked_at: null });
    expect(watch.next_due_at.getTime()).toBeLessThanOrEqual(Date.now());
  });
});
