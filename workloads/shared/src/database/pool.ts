import { Kysely, PostgresDialect } from "kysely";
import type pg from "pg";
import type { Logger } from "../log";
import { CachedSecrets, type SecretSource } from "../secrets";
import type { SslMode } from "../variables";
import { CredentialSource, type DatabaseCredentials, type DatabasePlace } from "./credentials";
import { RotatingPool } from "./rotating-pool";
import type { Schema } from "./schema";

export type Database = Kysely<Schema>;

/** The database part of a workload's configuration, named as in the environment. */
export interface DatabaseConfig extends DatabasePlace {
  readonly DATABASE_SECRET?: string | undefined;
  readonly DATABASE_SECRET_ARN?: string | undefined;
  readonly DATABASE_SSL?: SslMode | undefined;
  readonly DATABASE_POOL_MAX: number;
}

export interface OpenDatabaseOptions {
  readonly logger: Logger;
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string;
  /** @default - AWS Secrets Manager with a cache of five minutes */
  readonly secrets?: SecretSource;
  /** Longest wait for a connection, in milliseconds; then the caller gets an error instead of a queue. @default 2000 */
  readonly connectTimeoutMs?: number;
  /** Longest statement, in milliseconds, enforced by the server. @default 10000 */
  readonly statementTimeoutMs?: number;
  /**
   * Longest time a query or a transaction may keep a connection, in milliseconds; then the connection is cut. It ends what
   * the server cannot: waiting for a server that vanished without a word, as in a failover.
   * @default 20000
   */
  readonly loanTimeoutMs?: number;
}

/** A pool of connections and the typed query builder over it. */
export interface OpenedDatabase {
  readonly db: Database;
  /** One connection outside the pool, for session locks. The caller ends it. */
  readonly connect: () => Promise<pg.Client>;
  /** Those of the moment. */
  readonly credentials: () => Promise<DatabaseCredentials>;
  /** Waits for running queries, then closes all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database. Nothing is connected yet: the first query does that, so a process starts while the database is
 * still down. A rotated password is picked up without a restart, see {@link RotatingPool}.
 */
export function openDatabase(config: DatabaseConfig, options: OpenDatabaseOptions): OpenedDatabase {
  const { logger, applicationName, secrets = new CachedSecrets({ logger }) } = options;
  const source = new CredentialSource({
    injected: config.DATABASE_SECRET,
    secretId: config.DATABASE_SECRET_ARN,
    sslMode: config.DATABASE_SSL,
    place: config,
    secrets,
  });
  const pool = new RotatingPool({
    source,
    logger,
    applicationName,
    max: config.DATABASE_POOL_MAX,
    connectTimeoutMs: options.connectTimeoutMs ?? 2_000,
    statementTimeoutMs: options.statementTimeoutMs ?? 10_000,
    loanTimeoutMs: options.loanTimeoutMs ?? 20_000,
  });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    db,
    connect: () => pool.connectAlone(),
    credentials: () => source.current(),
    close: async () => {
      await db.destroy();
      // The query builder ends the pool only when it has used it.
      await pool.end();
    },
  };
}
