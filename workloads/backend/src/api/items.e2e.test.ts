import { beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../../shared/testing/postgres";
import { usePostgres } from "../../../shared/testing/use-postgres";
import { openTestApp, type TestApp } from "../../testing/test-app";

const { reason } = findPostgres();
const selectors = { item_selector: "li", title_selector: "a", link_selector: "a" };

interface ItemPage {
  readonly data: readonly { readonly id: number; readonly title: string }[];
  readonly nextCursor: string | null;
}

describe.skipIf(reason !== undefined)(`items and runs ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  let watchIds: readonly string[];

  beforeAll(async () => {
    app = await openTestApp(postgres());
    const { db } = app.database;
    const watches = [1, 2].map((number) => ({ url: `https://shop${number}.example.com/`, ...selectors }));
    const rows = await db.insertInto("watches").values(watches).returning("id").execute();
    watchIds = rows.map(({ id }) => id);
    const items = Array.from({ length: 25 }, (_, index) => ({
      watch_id: watchIds[index % 2] ?? "",
      fingerprint: String(index),
      title: `Item ${index + 1}`,
      link: `https://shop.example.com/${index + 1}`,
      price_minor: index * 100,
      currency: "EUR",
      first_seen_at: new Date(Date.UTC(2026, 0, index + 1)),
    }));
    await db.insertInto("items").values(items).execute();
    return () => app.database.close();
  });

  const list = async (query: string) => {
    const answer = await app.send("GET", `/v1/items?${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as ItemPage;
  };

  test("are listed newest first, each once, page by page, also while new ones arrive", async () => {
    const seen: number[] = [];
    let page = await list("limit=10");
    seen.push(...page.data.map(({ id }) => id));
    const { db } = app.database;
    const late = { watch_id: watchIds[0] ?? "", fingerprint: "late", title: "late", link: "https://x/" };
    const { id: lateId } = await db.insertInto("items").values(late).returning("id").executeTakeFirstOrThrow();
    while (page.nextCursor !== null) {
      page = await list(`limit=10&cursor=${page.nextCursor}`);
      seen.push(...page.data.map(({ id }) => id));
    }
    await db.deleteFrom("items").where("id", "=", lateId).execute();
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => 25 - index));
  });

  test("are filtered by watch", async () => {
    const page = await list(`limit=100&watchId=${watchIds[1]}`);
    expect(page.data.map(({ id }) => id)).toEqual([24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2]);
  });

  test("are filtered by date: from included, to excluded, a day being its beginning in UTC", async () => {
    const page = await list("from=2026-01-10&to=2026-01-12T02:00:00%2B02:00");
    expect(page.data.map(({ title }) => title)).toEqual(["Item 11", "Item 10"]);
    expect((await list(`from=2026-01-24&watchId=${watchIds[0]}`)).data.map(({ id }) => id)).toEqual([25]);
  });

  test("refuse filters and cursors that are none, naming the parameter", async () => {
    const bad = { limit: "0", cursor: "xyz", watchId: "7", from: "yesterday", to: "2026-13-01" };
    const answer = await app.send("GET", `/v1/items?${new URLSearchParams(bad)}`);
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { parameter: string }[] };
    expect(new Set(errors.map(({ parameter }) => parameter))).toEqual(new Set(Object.keys(bad)));
  });

  test("are read with the changes of their price, newest first", async () => {
    const { db } = app.database;
    const changes = [
      { item_id: 3, old_price_minor: null, new_price_minor: 100 },
      { item_id: 3, old_price_minor: 100, new_price_minor: 200 },
    ];
    await db.insertInto("price_changes").values(changes).execute();
    const item = await (await app.send("GET", "/v1/items/3")).json();
    expect(item).toMatchObject({
      id: 3,
      watchId: watchIds[0],
      priceMinor: 200,
      currency: "EUR",
      firstSeenAt: "2026-01-03T00:00:00.000Z",
      priceChanges: [
        { oldPriceMinor: 100, newPriceMinor: 200 },
        { oldPriceMinor: null, newPriceMinor: 100 },
      ],
    });
    for (const [id, status] of [
      ["999", 404],
      ["0", 400],
      ["x", 400],
      ["9".repeat(30), 400],
    ] as const) {
      expect((await app.send("GET", `/v1/items/${id}`)).status, id).toBe(status);
    }
  });

  test("runs are listed with their errors, newest first, by workload", async () => {
    const { db } = app.database;
    const errors = JSON.stringify([{ code: "timeout", message: "took longer than 10 s", url: "https://x/" }]);
    const run = {
      workload: "scraper" as const,
      outcome: "partial" as const,
      watches_checked: 2,
      items_new: 25,
      errors,
    };
    const { id } = await db.insertInto("runs").values(run).returning("id").executeTakeFirstOrThrow();
    await db
      .insertInto("runs")
      .values({ workload: "notifier", started_at: new Date(0) })
      .execute();
    const all = (await (await app.send("GET", "/v1/runs")).json()) as { data: { workload: string }[] };
    expect(all.data.map(({ workload }) => workload)).toEqual(["scraper", "notifier"]);
    const scraper = await (await app.send("GET", "/v1/runs?workload=scraper&limit=1")).json();
    expect(scraper).toMatchObject({
      data: [{ id, outcome: "partial", watchesChecked: 2, itemsNew: 25, finishedAt: null, errors: JSON.parse(errors) }],
      nextCursor: null,
    });
  });
});
