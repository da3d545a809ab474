import { describe, expect, onTestFinished, test } from "vitest";
import type { CredentialStore } from "../../shared/src/database/job-roles";
import { openDatabase } from "../../shared/src/database/pool";
import { Logger } from "../../shared/src/log";
import { MemoryStore } from "../../shared/testing/memory-store";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { prepareDatabase } from "./prepare-database";

const { reason } = findPostgres();
const secretIds = { scraper: "scraper", notifier: "notifier" };

describe.skipIf(reason !== undefined)(`the backend's start ${reason ?? ""}`, () => {
  const postgres = usePostgres();

  /** Prepares an empty database as a user with these attributes. @returns what was logged as an error */
  async function prepared(attributes: string, store: CredentialStore, ids: Partial<typeof secretIds> = secretIds) {
    const name = await postgres().createDatabase();
    const owner = `${name}_owner`;
    await postgres().run(`create role ${owner} login password 'secret-of-the-owner' ${attributes}`);
    await postgres().run(`alter database ${name} owner to ${owner}`);
    const { host, port } = postgres();
    const secret = JSON.stringify({ host, port, username: owner, password: "secret-of-the-owner", dbname: name });
    const errors: string[] = [];
    const logger = new Logger({ service: "backend", level: "error", write: (line) => errors.push(line) });
    const database = openDatabase(
      { DATABASE_SECRET: secret, DATABASE_POOL_MAX: 1 },
      { logger, applicationName: "test" },
    );
    const stop = new AbortController();
    onTestFinished(async () => {
      stop.abort();
      await database.close();
    });
    await prepareDatabase({ database, logger, signal: stop.signal, secretIds: ids, openStore: async () => store });
    const { rows } = await postgres().run(`select rolname from pg_roles where rolname like '${name}_%' order by 1`);
    return { errors, name, roles: rows.map(({ rolname }) => String(rolname).replace(`${name}_`, "")) };
  }

  test("makes tables and roles, and hands the jobs their credentials", async () => {
    const store = new MemoryStore();
    const { errors, roles, name } = await prepared("createrole", store);
    expect([errors, roles]).toEqual([[], ["notifier", "owner", "scraper"]]);
    expect(JSON.parse(store.value("scraper"))).toMatchObject({ username: `${name}_scraper`, dbname: name });
    expect(JSON.parse(store.value("notifier"))).toMatchObject({ username: `${name}_notifier`, dbname: name });
  });

  test("needs no right to make roles where the jobs have no secrets of their own", async () => {
    expect(await prepared("nocreaterole", new MemoryStore(), {})).toMatchObject({ errors: [], roles: ["owner"] });
  });

  test("serves without roles that it may not make, and says what somebody else has to run", async () => {
    const { errors, roles, name } = await prepared("nocreaterole", new MemoryStore());
    expect(roles).toEqual(["owner"]);
    expect(errors.join()).toContain("workload-job-role");
    expect(JSON.parse(errors[0] ?? "{}").msg).toContain(`create role "${name}_scraper" login`);
  });

  test("serves while the secrets cannot be reached", async () => {
    const away: CredentialStore = {
      currentVersion: async () => {
        throw new Error("Secrets Manager is away");
      },
      put: async () => undefined,
    };
    const { errors, roles } = await prepared("createrole", away);
    expect(roles).toEqual(["notifier", "owner", "scraper"]);
    expect(errors.join()).toContain("the jobs have no credentials yet");
  });
});
