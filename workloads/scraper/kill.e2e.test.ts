import { beforeAll, describe, expect, it } from "vitest";
import { buildWorkloads } from "../build.mjs";
import { runJobProcess, startJobProcess } from "../shared/testing/job-process";
import { createJobWorld } from "../shared/testing/job-world";
import { killPlan, killSomewhere, workDuration } from "../shared/testing/kill-plan";
import { findPostgres } from "../shared/testing/postgres";
import { usePostgres } from "../shared/testing/use-postgres";
import { startPageServer } from "./testing/page-server";
import { addWatch, makeDue, shopPage } from "./testing/watches";

const { reason } = findPostgres();
const PAGES = 12;

describe.skipIf(reason !== undefined)(`the scraper, killed ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let program: string;

  beforeAll(async () => {
    [program = ""] = await buildWorkloads(["scraper"]);
  });

  it("misses no item, doubles none, and records each change of a price once", async () => {
    const plan = killPlan();
    const world = await createJobWorld(postgres(), "scraper");
    const { db } = world.database;
    /** Every round adds an item to each page and changes the price of the first. */
    let round = 1;
    const page = (name: string) =>
      shopPage(
        Array.from({ length: round }, (_, n) => ({
          name: `${name} ${n}`,
          price: n === 0 ? `${round}.00 €` : "5.00 €",
        })),
      );
    const names = Array.from({ length: PAGES }, (_, n) => `p${n}`);
    const servers = await Promise.all(
      names.map((name) =>
        startPageServer({ "/": (_, response) => setTimeout(() => response.end(page(name)), plan.random(200)) }),
      ),
    );
    for (const { origin } of servers) await addWatch(db, `${origin}/`);
    const environment = { ...world.environment, SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32", SCRAPER_HOST_PAUSE_MS: "0" };

    const workMs = workDuration(await runJobProcess(program, environment));
    let kills = 0;
    let unfinished = 0;
    while (kills < plan.kills) {
      round++;
      await makeDue(db);
      const { status } = await killSomewhere(startJobProcess(program, environment), plan, workMs);
      if (status !== "SIGKILL") continue;
      kills++;
      const left = await db.selectFrom("watches").select("id").where("next_due_at", "=", new Date(0)).execute();
      if (left.length > 0 && left.length < PAGES) unfinished++;
      // To the end: the session of the process that was killed may take a moment to go, which the next one waits for.
      expect((await runJobProcess(program, environment)).status).toBe(0);
    }

    const items = await db.selectFrom("items").select(["id", "title", "price_minor"]).execute();
    const expected = names.flatMap((name) => Array.from({ length: round }, (_, n) => `${name} ${n}`));
    expect(items.map(({ title }) => title).sort()).toEqual(expected.sort());
    const firsts = items.filter(({ title }) => title.endsWith(" 0"));
    for (const { id, price_minor } of firsts) {
      const changes = await db
        .selectFrom("price_changes")
        .selectAll()
        .where("item_id", "=", id)
        .orderBy("id")
        .execute();
      expect(price_minor).toBe(round * 100);
      // Each change begins where the one before ended, from the first price to the last: none missing, none doubled.
      const chain = [100, ...changes.map(({ new_price_minor }) => new_price_minor)];
      expect(changes.map(({ old_price_minor }) => old_price_minor)).toEqual(chain.slice(0, -1));
      expect(chain).toEqual(Array.from({ length: round }, (_, n) => (n + 1) * 100));
    }
    process.stdout.write(
      `scraper: seed ${plan.seed}, ${kills} kills (${unfinished} between two watches), ${items.length} items, 0 missing, 0 doubled\n`,
    );
    for (const server of servers) await server.close();
    await world.database.close();
  });
});
