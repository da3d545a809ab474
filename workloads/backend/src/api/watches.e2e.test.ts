import { beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../../shared/testing/postgres";
import { usePostgres } from "../../../shared/testing/use-postgres";
import { openTestApp, type TestApp } from "../../testing/test-app";

const { reason } = findPostgres();
const minimal = { url: "https://shop.example.com/new", itemSelector: "li", titleSelector: "h2", linkSelector: "a" };
const unknown = "/v1/watches/4be0643f-1d98-473b-97cd-ca98a65347dd";

describe.skipIf(reason !== undefined)(`watches ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp(postgres());
    return () => app.database.close();
  });

  const create = async (change: Record<string, unknown> = {}) => {
    const answer = await app.send("POST", "/v1/watches", { ...minimal, ...change });
    expect(answer.status).toBe(201);
    return (await answer.json()) as { id: string } & Record<string, unknown>;
  };

  test("are created with defaults, and found at their Location", async () => {
    const answer = await app.send("POST", "/v1/watches", minimal);
    const created = await answer.json();
    expect(created).toMatchObject({
      ...minimal,
      name: "",
      intervalMinutes: 360,
      enabled: true,
      priceSelector: null,
      keyword: null,
      lastCheckedAt: null,
      consecutiveFailures: 0,
    });
    const read = await app.send("GET", answer.headers.get("location") ?? "");
    expect([read.status, await read.json()]).toEqual([200, created]);
  });

  test("are refused with everything that is wrong at once", async () => {
    const body = {
      url: "ftp://x",
      itemSelector: "li[",
      titleSelector: "",
      minPriceMinor: -1,
      intervalMinutes: 1,
      nmae: "x",
    };
    const answer = await app.send("POST", "/v1/watches", body);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([400, "application/problem+json"]);
    const problem = (await answer.json()) as { errors: { pointer: string }[]; requestId: string };
    expect(problem).toMatchObject({ type: "about:blank", title: "Bad Request", status: 400 });
    expect(problem.requestId).toBe(answer.headers.get("x-request-id"));
    expect(new Set(problem.errors.map(({ pointer }) => pointer))).toEqual(
      new Set(["/url", "/itemSelector", "/titleSelector", "/linkSelector", "/minPriceMinor", "/intervalMinutes", ""]),
    );
  });

  test("keep no password of the page and no character the database cannot store", async () => {
    for (const change of [
      { url: "https://user:pass@shop.example.com/" },
      { name: "a\u0000b" },
      { keyword: "\u0000" },
    ]) {
      expect((await app.send("POST", "/v1/watches", { ...minimal, ...change })).status).toBe(400);
    }
  });

  test("are changed in part; a new definition forgets the validators and is due at once", async () => {
    const { id } = await create({ name: "old", keyword: "x" });
    const db = app.database.db;
    const later = new Date("2999-01-01T00:00:00Z");
    const checked = { etag: '"1"', last_modified: "x", next_due_at: later, consecutive_failures: 3, last_error: "e" };
    const validators = () =>
      db.selectFrom("watches").select(["etag", "next_due_at"]).where("id", "=", id).executeTakeFirst();
    await db.updateTable("watches").set(checked).where("id", "=", id).execute();

    const renamed = await app.send("PATCH", `/v1/watches/${id}`, { name: "new" });
    expect(await renamed.json()).toMatchObject({ name: "new", keyword: "x", consecutiveFailures: 3 });
    expect(await validators()).toEqual({ etag: '"1"', next_due_at: later });

    const redefined = await app.send("PATCH", `/v1/watches/${id}`, { keyword: null });
    expect(await redefined.json()).toMatchObject({
      name: "new",
      keyword: null,
      consecutiveFailures: 0,
      lastError: null,
    });
    const after = await validators();
    expect(after?.etag).toBeNull();
    expect(after?.next_due_at.getTime()).toBeLessThanOrEqual(Date.now());
  });

  test("stay as they are when a change is empty", async () => {
    const created = await create({ intervalMinutes: 30, minPriceMinor: 5 });
    const answer = await app.send("PATCH", `/v1/watches/${created.id}`, {});
    expect([answer.status, await answer.json()]).toEqual([200, created]);
  });

  test("refuse a lowest price above the highest, also when a change names only one", async () => {
    const { id } = await create({ minPriceMinor: 100, maxPriceMinor: 200 });
    const answer = await app.send("PATCH", `/v1/watches/${id}`, { minPriceMinor: 201 });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/minPriceMinor" }] });
    expect((await app.send("PATCH", `/v1/watches/${id}`, { minPriceMinor: 201, maxPriceMinor: 300 })).status).toBe(200);
  });

  test("are removed with their items", async () => {
    const { id } = await create();
    const { db } = app.database;
    await db.insertInto("items").values({ watch_id: id, fingerprint: "f", title: "t", link: "https://x/" }).execute();
    expect((await app.send("DELETE", `/v1/watches/${id}`)).status).toBe(204);
    expect((await app.send("DELETE", `/v1/watches/${id}`)).status).toBe(404);
    expect(await db.selectFrom("items").where("watch_id", "=", id).selectAll().execute()).toEqual([]);
  });

  test("are listed newest first, each once, page by page", async () => {
    for (let number = 0; number < 7; number++) await create({ name: `page ${number}` });
    // Rows of one moment must be told apart by their id.
    await app.database.db
      .updateTable("watches")
      .set({ created_at: new Date(0) })
      .where("name", "like", "page%")
      .execute();
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? "" : `&cursor=${cursor}`;
      const answer = await app.send("GET", `/v1/watches?limit=3${query}`);
      const page = (await answer.json()) as { data: { id: string }[]; nextCursor: string | null };
      expect(page.data.length).toBeLessThanOrEqual(3);
      ids.push(...page.data.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    const all = await app.database.db.selectFrom("watches").select("id").execute();
    expect(new Set(ids)).toEqual(new Set(all.map(({ id }) => id)));
    expect(ids).toHaveLength(all.length);
  });

  test("answer 404 for what is not there and 400 for what is no id", async () => {
    for (const [method, body] of [["GET"], ["PATCH", {}], ["DELETE"]] as const) {
      expect((await app.send(method, unknown, body)).status, method).toBe(404);
      expect((await app.send(method, "/v1/watches/42", body)).status, method).toBe(400);
    }
  });
});
