import type pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryStore } from "../../testing/memory-store";
import { findPostgres } from "../../testing/postgres";
import { usePostgres } from "../../testing/use-postgres";
import { Logger } from "../log";
import { sqlState } from "./errors";
import { grants } from "./grants";
import { handOverCredentials, jobRole, prepareJobRoles } from "./job-roles";
import { migrate } from "./migrate";
import { openDatabase } from "./pool";
import { requireSchema } from "./required-schema";
import { runWorkloads } from "./schema";

const { reason } = findPostgres();
const logger = new Logger({ service: "test", level: "error" });
const secretIds = { scraper: "scraper", notifier: "notifier" };
const FORBIDDEN = "42501";

describe.skipIf(reason !== undefined)(`the roles of the jobs ${reason ?? ""}`, () => {
  const postgres = usePostgres();

  /** A database that belongs to a user who is not a superuser. */
  async function owned({ attributes = "createrole" }: { attributes?: string } = {}) {
    const name = await postgres().createDatabase();
    const owner = `${name}_owner`;
    await postgres().run(`create role ${owner} login password 'secret-of-the-owner' ${attributes}`);
    await postgres().run(`alter database ${name} owner to ${owner}`);
    const { host, port } = postgres();
    const secret = JSON.stringify({ host, port, username: owner, password: "secret-of-the-owner", dbname: name });
    const store = new MemoryStore();
    const database = opened(secret);
    const client = await database.connect();
    onTestFinished(() => client.end().catch(() => undefined));
    await migrate(client, logger);
    const prepare = () => prepareJobRoles(client, name, runWorkloads);
    const handOver = async (credentials = database.credentials()) =>
      handOverCredentials(client, { credentials: await credentials, store, secretIds, logger });
    return { name, owner, client, store, database, prepare, handOver };
  }

  function opened(secret: string) {
    const database = openDatabase(
      { DATABASE_SECRET: secret, DATABASE_POOL_MAX: 1 },
      { logger, applicationName: "test" },
    );
    onTestFinished(() => database.close());
    return database;
  }

  async function connected(secret: string): Promise<pg.Client> {
    const client = await opened(secret).connect();
    onTestFinished(() => client.end().catch(() => undefined));
    return client;
  }

  /** PostgreSQL's state for a refused statement, `done` for one that it took. */
  async function outcome(client: pg.Client, statement: string): Promise<string | undefined> {
    try {
      await client.query(statement);
      return "done";
    } catch (error) {
      return sqlState(error);
    }
  }

  test("may do what is on their list, column by column, and nothing else", async () => {
    const { store, prepare, handOver, client: owner } = await owned();
    await prepare();
    await handOver();
    const { rows: columns } = await owner.query<{ table_name: string; column_name: string }>(
      "select table_name, column_name from information_schema.columns where table_schema = 'public'",
    );
    expect(columns.length).toBeGreaterThan(40);
    for (const workload of runWorkloads) {
      const job = await connected(store.value(workload));
      const allowed: Readonly<
        Record<string, { select?: string | readonly string[]; update?: readonly string[]; insert?: string } | undefined>
      > = {
        ...grants[workload],
        schema_migrations: { select: "all" },
      };
      for (const { table_name: table, column_name: column } of columns) {
        const rights = allowed[table] ?? {};
        const may = (list: string | readonly string[] | undefined) => list === "all" || (list ?? []).includes(column);
        const seen = {
          select: await outcome(job, `select ${column} from ${table} limit 0`),
          update: await outcome(job, `update ${table} set ${column} = ${column} where false`),
          insert: await outcome(job, `insert into ${table} (${column}) select ${column} from ${table} where false`),
          delete: await outcome(job, `delete from ${table} where false`),
        };
        const word = (yes: boolean) => (yes ? "done" : FORBIDDEN);
        expect([workload, table, column, seen]).toEqual([
          workload,
          table,
          column,
          {
            select: word(may(rights.select)),
            update: word(may(rights.update) && may(rights.select)),
            insert: word(rights.insert === "all" && may(rights.select)),
            delete: FORBIDDEN,
          },
        ]);
      }
    }
  });

  test("see no subscriber as the scraper, and cannot become anybody else", async () => {
    const { store, prepare, handOver, owner, name } = await owned();
    await prepare();
    await handOver();
    const scraper = await connected(store.value("scraper"));
    for (const statement of [
      "select email from subscriptions",
      "select count(*) from subscriptions",
      "select snapshot from outbox",
      "select errors from runs",
      "insert into subscriptions (email) values ('a@example.com')",
      "truncate watches",
      "create table mine (id int)",
      "create role other",
      `set role ${owner}`,
      `set role "${jobRole(name, "notifier")}"`,
      "copy (select 1) to program 'true'",
    ])
      expect([statement, await outcome(scraper, statement)]).toEqual([statement, FORBIDDEN]);
  });

  test("take what a person granted to everybody on a table of ours back, and what was granted to a job", async () => {
    const { store, prepare, handOver, client, name } = await owned();
    await prepare();
    await handOver();
    const scraper = await connected(store.value("scraper"));
    await client.query("grant select on subscriptions to public");
    await client.query(`grant update (url) on watches to "${jobRole(name, "scraper")}"`);
    await client.query("alter default privileges grant select on tables to public");
    await client.query("create table later (address text)");
    expect(await outcome(scraper, "select email from subscriptions")).toBe("done");
    await prepare();
    expect(await outcome(scraper, "select email from subscriptions")).toBe(FORBIDDEN);
    expect(await outcome(scraper, "update watches set url = url")).toBe(FORBIDDEN);
    expect(await outcome(scraper, "select address from later")).toBe(FORBIDDEN);
  });

  test("keep their passwords from one start to the next, and get new ones when secret or database lost them", async () => {
    const { store, prepare, handOver, client, database } = await owned();
    await prepare();
    await handOver();
    const first = store.value("scraper");
    await prepare();
    await handOver();
    expect(store.value("scraper")).toBe(first);

    store.forget("scraper");
    await handOver();
    expect(store.value("scraper")).not.toBe(first);
    expect(await outcome(await connected(store.value("scraper")), "select id from watches")).toBe("done");
    await expect(opened(first).connect()).rejects.toMatchObject({ code: "28P01" });

    // A person put something in, or a snapshot of last week was restored: the versions differ.
    await store.put("notifier", "by-hand", "{}");
    await client.query("update job_credentials set secret_version = 'of-last-week' where workload = 'scraper'");
    await handOver();
    for (const workload of runWorkloads)
      expect(await outcome(await connected(store.value(workload)), "select id from items")).toBe("done");

    const moved = { ...(await database.credentials()), host: "localhost" };
    await handOver(Promise.resolve(moved));
    expect(JSON.parse(store.value("scraper"))).toMatchObject({ host: "localhost" });
  });

  test("survive a process that dies between the database and the secret", async () => {
    const { store, prepare, handOver } = await owned();
    await prepare();
    const put = store.put.bind(store);
    store.put = async () => {
      throw new Error("Secrets Manager is away");
    };
    await expect(handOver()).rejects.toThrow("away");
    store.put = put;
    await handOver();
    for (const workload of runWorkloads)
      expect(await outcome(await connected(store.value(workload)), "select id from items")).toBe("done");
  });

  test("are prepared by many processes that start together", async () => {
    const { store, database, name } = await owned();
    const backends = await Promise.all(Array.from({ length: 6 }, () => database.connect()));
    await Promise.all(
      backends.map(async (client) => {
        await prepareJobRoles(client, name, runWorkloads);
        await handOverCredentials(client, { credentials: await database.credentials(), store, secretIds, logger });
        await client.end();
      }),
    );
    for (const workload of runWorkloads)
      expect(await outcome(await connected(store.value(workload)), "select id from items")).toBe("done");
  });

  test("are asked of somebody else by an owner who may not create roles, and then get their rights and keep their passwords", async () => {
    const { name, store, prepare, handOver } = await owned({ attributes: "nocreaterole" });
    await expect(prepare()).rejects.toThrow(
      `create role "${name}_scraper" login; create role "${name}_notifier" login`,
    );
    const given = (workload: string) => {
      const { host, port } = postgres();
      return JSON.stringify({ host, port, dbname: name, username: `${name}_${workload}`, password: "by a person" });
    };
    for (const workload of runWorkloads) {
      await postgres().run(`create role "${name}_${workload}" login password 'by a person'`);
      await store.put(workload, "by-hand", given(workload));
    }
    await prepare();
    await handOver();
    for (const workload of runWorkloads) {
      expect(store.value(workload)).toBe(given(workload));
      expect(await outcome(await connected(store.value(workload)), "select id from items")).toBe("done");
    }
    expect(await outcome(await connected(store.value("scraper")), "select id from subscriptions")).toBe(FORBIDDEN);
  });

  test("wait for the schema that they need, and say which steps are missing", async () => {
    const { signal } = new AbortController();
    const name = await postgres().createDatabase();
    const client = await connected(postgres().secret(name));
    const waiting = { signal, waitMs: 0 };
    await expect(requireSchema(client, logger, waiting)).rejects.toThrow(
      "workload-schema-behind: the database lacks step 1 first-tables, step 2 job-credentials",
    );
    await migrate(client, logger);
    await requireSchema(client, logger, waiting);
    await client.query("insert into schema_migrations (id, name, checksum) values (99, 'of-a-later-release', '')");
    await requireSchema(client, logger, waiting);
  });
});
