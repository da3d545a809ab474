import { migrate } from "../src/database/migrate";
import { type OpenedDatabase, openDatabase } from "../src/database/pool";
import { Logger } from "../src/log";
import type { PostgresServer } from "./postgres";

/** A migrated database of its own for one test, and the environment that leads a workload to it. */
export interface JobWorld {
  readonly name: string;
  readonly database: OpenedDatabase;
  readonly environment: Readonly<Record<string, string>>;
}

/** Creates it. The caller closes `database`. */
export async function createJobWorld(postgres: PostgresServer): Promise<JobWorld> {
  const name = await postgres.createDatabase();
  const secret = postgres.secret(name);
  const logger = new Logger({ service: "test", level: "error" });
  const config = { DATABASE_SECRET: secret, DATABASE_POOL_MAX: 4 };
  const database = openDatabase(config, { logger, applicationName: "test" });
  const client = await database.connect();
  try {
    await migrate(client, logger);
  } finally {
    await client.end();
  }
  return { name, database, environment: { DATABASE_SECRET: secret, LOG_LEVEL: "info" } };
}
