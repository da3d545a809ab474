import { handOverCredentials, prepareJobRoles } from "../src/database/job-roles";
import { migrate } from "../src/database/migrate";
import { type OpenedDatabase, openDatabase } from "../src/database/pool";
import { type RunWorkload, runWorkloads } from "../src/database/schema";
import { Logger } from "../src/log";
import { MemoryStore } from "./memory-store";
import type { PostgresServer } from "./postgres";

/** A migrated database of its own for one test, and the environment that leads a workload to it. */
export interface JobWorld {
  readonly name: string;
  /** The owner's. */
  readonly database: OpenedDatabase;
  readonly environment: Readonly<Record<string, string>>;
  /** Credentials of each job. */
  readonly secrets: Readonly<Record<RunWorkload, string>>;
}

/** Creates it. The caller closes `database`. @param workload whose credentials the environment holds; the owner's without */
export async function createJobWorld(postgres: PostgresServer, workload?: RunWorkload): Promise<JobWorld> {
  const name = await postgres.createDatabase();
  const secret = postgres.secret(name);
  const logger = new Logger({ service: "test", level: "error" });
  const config = { DATABASE_SECRET: secret, DATABASE_POOL_MAX: 4 };
  const database = openDatabase(config, { logger, applicationName: "test" });
  const store = new MemoryStore();
  const client = await database.connect();
  try {
    await migrate(client, logger);
    await prepareJobRoles(client, name, runWorkloads);
    const secretIds = { scraper: "scraper", notifier: "notifier" };
    await handOverCredentials(client, { credentials: await database.credentials(), store, secretIds, logger });
  } finally {
    await client.end();
  }
  const secrets = { scraper: store.value("scraper"), notifier: store.value("notifier") };
  const given = workload === undefined ? secret : secrets[workload];
  return { name, database, environment: { DATABASE_SECRET: given, LOG_LEVEL: "info" }, secrets };
}
