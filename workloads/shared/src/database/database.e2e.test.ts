import { connect, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { findPostgres } from "../../testing/postgres";
import { usePostgres } from "../../testing/use-postgres";
import { Logger } from "../log";
import { CachedSecrets } from "../secrets";
import { isDatabaseUnavailable } from "./errors";
import { lockItemsForInsert, newestItemId } from "./locks";
import { MigrationError, migrate } from "./migrate";
import { migrations } from "./migrations";
import { type OpenDatabaseOptions, openDatabase } from "./pool";

const { reason } = findPostgres();
const silent = new Logger({ service: "test", write: () => undefined });

describe.skipIf(reason !== undefined)(`the database ${reason ?? ""}`, () => {
  const postgres = usePostgres();

  async function open(environment: { secret?: string; arn?: string }, options: Partial<OpenDatabaseOptions> = {}) {
    const config = { DATABASE_SECRET: environment.secret, DATABASE_SECRET_ARN: environment.arn, DATABASE_POOL_MAX: 4 };
    return openDatabase(config, { logger: silent, applicationName: "test", ...options });
  }

  async function migrated() {
    const database = await open({ secret: postgres().secret(await postgres().createDatabase()) });
    const client = await database.connect();
    await migrate(client, silent);
    await client.end();
    return database;
  }

  async function watchIn({ db }: Awaited<ReturnType<typeof migrated>>) {
    const values = { url: "http://x/", item_selector: "a", title_selector: "a", link_selector: "a" };
    const { id } = await db.insertInto("watches").values(values).returning("id").executeTakeFirstOrThrow();
    return id;
  }

  describe("migrations", () => {
    test("are applied once by many processes that start together", async () => {
      const secret = postgres().secret(await postgres().createDatabase());
      const applied = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const database = await open({ secret });
          const client = await database.connect();
          const ids = await migrate(client, silent);
          await client.end();
          await database.close();
          return ids;
        }),
      );
      expect(applied.flat()).toEqual(migrations.map(({ id }) => id));
    });

    test("leave nothing of a step that fails, and go on from there", async () => {
      const database = await open({ secret: postgres().secret(await postgres().createDatabase()) });
      const client = await database.connect();
      const good = { id: 1, name: "good", sql: "create table one (n int)" };
      const bad = { id: 2, name: "bad", sql: "create table two (n int); select 1/0" };
      await expect(migrate(client, silent, [good, bad])).rejects.toThrow(/division by zero/);
      expect(
        (await client.query("select to_regclass('one') is not null as one, to_regclass('two') as two")).rows,
      ).toEqual([{ one: true, two: null }]);
      expect(await migrate(client, silent, [good, { ...bad, sql: "create table two (n int)" }])).toEqual([2]);
      await client.end();
      await database.close();
    });

    test("refuse a step that was changed after it was applied, and leave a newer database alone", async () => {
      const database = await open({ secret: postgres().secret(await postgres().createDatabase()) });
      const client = await database.connect();
      const first = { id: 1, name: "first", sql: "create table one (n int)" };
      const second = { id: 2, name: "second", sql: "create table two (n int)" };
      await migrate(client, silent, [first, second]);
      expect(await migrate(client, silent, [first])).toEqual([]);
      await expect(migrate(client, silent, [{ ...first, sql: "select 1" }])).rejects.toThrow(MigrationError);
      await client.end();
      await database.close();
    });
  });

  test("hands out times and big numbers as JavaScript has them", async () => {
    const database = await migrated();
    const { db } = database;
    const watch_id = await watchIn(database);
    const values = { watch_id, fingerprint: "f", title: "t", link: "l", price_minor: Number.MAX_SAFE_INTEGER };
    const item = await db.insertInto("items").values(values).returningAll().executeTakeFirstOrThrow();
    expect(item).toMatchObject({ id: 1, price_minor: Number.MAX_SAFE_INTEGER, first_seen_at: expect.any(Date) });
    const same = db.selectFrom("items").select("id").where("first_seen_at", "=", item.first_seen_at);
    expect(await same.execute()).toEqual([{ id: 1 }]);
    await database.close();
  });

  test("never shows an item after a cursor has passed it", async () => {
    const database = await migrated();
    const { db } = database;
    const watch_id = await watchIn(database);
    const insert = (fingerprint: string, beforeCommit: () => Promise<unknown>) =>
      db.transaction().execute(async (transaction) => {
        await lockItemsForInsert(transaction);
        const values = { watch_id, fingerprint, title: "t", link: "l" };
        await transaction.insertInto("items").values(values).execute();
        await beforeCommit();
      });
    let commitSlow = () => {};
    const committed = new Promise<void>((resolve) => (commitSlow = resolve));
    let slow: Promise<unknown> = Promise.resolve();
    // The smaller number goes to the one that commits later.
    await new Promise<void>((inserted, failed) => {
      slow = insert("slow", async () => {
        inserted();
        await committed;
      });
      slow.catch(failed);
    });
    await insert("fast", () => Promise.resolve());
    let cursor: number | undefined;
    const reading = db
      .transaction()
      .execute(newestItemId)
      .then((id) => (cursor = id));
    const waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted";
    await expect.poll(async () => (await postgres().run(waiting)).rowCount).toBe(1);
    expect(cursor).toBeUndefined();
    commitSlow();
    await Promise.all([slow, reading]);
    expect(cursor).toBe(2);
    const items = await db.selectFrom("items").select(["id", "fingerprint"]).orderBy("id").execute();
    expect(items).toEqual([
      { id: 1, fingerprint: "slow" },
      { id: 2, fingerprint: "fast" },
    ]);
    await database.close();
  });

  test("picks up a rotated password without a restart, injected first and stored afterwards", async () => {
    const name = await postgres().createDatabase();
    await postgres().run("create role rotating login password 'first'");
    const secretWith = (password: string) =>
      JSON.stringify({ ...JSON.parse(postgres().secret(name)), username: "rotating", password });
    let stored = "first";
    const secrets = new CachedSecrets({ fetch: async () => secretWith(stored), refreshPauseMs: 0 });
    const database = await open({ secret: secretWith("first"), arn: "arn" }, { secrets });
    const who = async () => (await database.db.selectNoFrom(({ lit }) => lit(1).as("one")).execute()).length;
    expect(await who()).toBe(1);
    for (const password of ["second", "third"]) {
      await postgres().run(`alter role rotating password '${password}'`);
      await postgres().run("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'rotating'");
      stored = password;
      await expect.poll(async () => who().catch(() => 0)).toBe(1);
    }
    await database.close();
  });

  test("follows a rotation that alternates between two users", async () => {
    const name = await postgres().createDatabase();
    await postgres().run("create role app_a login password 'a'; create role app_b login password 'b'");
    let user = "a";
    const fetch = async () =>
      JSON.stringify({ ...JSON.parse(postgres().secret(name)), username: `app_${user}`, password: user });
    const database = await open({ arn: "arn" }, { secrets: new CachedSecrets({ fetch, ttlMs: 0 }) });
    const who = async () => {
      const client = await database.connect();
      const { rows } = await client.query("select current_user as name");
      await client.end();
      return rows[0].name;
    };
    expect(await who()).toBe("app_a");
    user = "b";
    expect(await who()).toBe("app_b");
    await database.close();
  });

  test("gives up a connection to a server that vanished without a word", async () => {
    const name = await postgres().createDatabase();
    let silent = false;
    const proxy = createServer((client) => {
      const upstream = connect(postgres().port, "127.0.0.1");
      for (const socket of [client, upstream]) socket.on("error", () => undefined);
      client.on("data", (chunk) => silent || upstream.write(chunk));
      upstream.on("data", (chunk) => silent || client.write(chunk));
      client.on("close", () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const secret = JSON.stringify({ ...JSON.parse(postgres().secret(name)), port });
    const database = await open({ secret }, { loanTimeoutMs: 300, connectTimeoutMs: 300 });
    const ask = () => database.db.selectNoFrom(({ lit }) => lit(1).as("one")).execute();
    await ask();
    silent = true;
    const failures = await Promise.allSettled(Array.from({ length: 8 }, ask));
    expect(failures.every((outcome) => outcome.status === "rejected" && isDatabaseUnavailable(outcome.reason))).toBe(
      true,
    );
    silent = false;
    expect(await ask()).toEqual([{ one: 1 }]);
    await database.close();
    proxy.close();
  });
});
