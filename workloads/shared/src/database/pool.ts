import { Kysely, PostgresDialect, type PostgresPool } from "kysely";
import pg from "pg";
import type { Logger } from "../log";
import { CachedSecrets, type SecretSource } from "../secrets";
import type { SslMode } from "../variables";
import { CredentialSource, type DatabaseCredentials } from "./credentials";
import { DatabaseUnavailableError, isAuthenticationFailure } from "./errors";
import type { Schema } from "./schema";
import { sqlTypes } from "./sql-types";

export type Database = Kysely<Schema>;

/** The database part of a workload's configuration, named as in the environment. */
export interface DatabaseConfig {
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
  /** Waits for running queries, then closes all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the database. Nothing is connected yet: the first query does that, so a process starts while the database is
 * still down. New connections use the credentials of the moment; when the server refuses them they are read again once.
 */
export function openDatabase(config: DatabaseConfig, options: OpenDatabaseOptions): OpenedDatabase {
  const { logger, secrets = new CachedSecrets({ logger }) } = options;
  const source = new CredentialSource({
    injected: config.DATABASE_SECRET,
    secretId: config.DATABASE_SECRET_ARN,
    sslMode: config.DATABASE_SSL,
    secrets,
  });
  let known: DatabaseCredentials | undefined;
  const load = async () => {
    const credentials = await source.current().catch((cause: unknown) => {
      throw new DatabaseUnavailableError("the database credentials could not be read", { cause });
    });
    if (credentials !== known) logger.addSecret(credentials.password);
    known = credentials;
  };

  /** A client that takes the credentials of the moment, not those of when the pool was made. */
  class CurrentClient extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, ...clientConfig(options, known) });
      // Without a listener, a connection that breaks while a request holds it would end the process.
      this.on("error", (error) => logger.debug("a database connection broke", { error }));
    }
  }

  const pool = new pg.Pool({
    // `pg` calls it with the pool's options; its type says it takes none.
    Client: CurrentClient,
    max: config.DATABASE_POOL_MAX,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    idleTimeoutMillis: 30_000,
  });
  pool.on("error", (error) => logger.warn("an idle database connection broke", { error }));

  const withFreshCredentials = async <T>(connect: () => Promise<T>): Promise<T> => {
    await load();
    try {
      return await connect();
    } catch (error) {
      if (!isAuthenticationFailure(error) || !(await refreshed(source))) throw error;
      logger.info("the database refused the credentials; they were read again");
      await load();
      return connect();
    }
  };

  // The query builder ends the pool only when it has used it.
  let ended: Promise<void> | undefined;
  const end = () => {
    ended ??= pool.end();
    return ended;
  };
  const adapter: PostgresPool = {
    connect: async () => limitLoan(await withFreshCredentials(() => pool.connect()), options.loanTimeoutMs ?? 20_000),
    end,
  };
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: adapter }) });
  return {
    db,
    connect: () =>
      withFreshCredentials(async () => {
        const client = new CurrentClient({ connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000 });
        await client.connect();
        return client;
      }),
    close: async () => {
      await db.destroy();
      await end();
    },
  };
}

function clientConfig(options: OpenDatabaseOptions, known: DatabaseCredentials | undefined): pg.ClientConfig {
  if (known === undefined) throw new DatabaseUnavailableError("the database credentials were not read yet");
  const { sslMode, ...rest } = known;
  return {
    ...rest,
    ssl: sslMode === "disable" ? false : { rejectUnauthorized: sslMode === "verify" },
    application_name: options.applicationName,
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    // A request that vanished must not hold its row locks for ever.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: sqlTypes,
  };
}

/** Cuts the connection when it is not given back in time; whoever waits for it then gets an error. */
function limitLoan(client: pg.PoolClient, loanTimeoutMs: number): pg.PoolClient {
  const timer = setTimeout(() => client.connection.stream.destroy(), loanTimeoutMs);
  const { release } = client;
  client.release = (error) => {
    clearTimeout(timer);
    release(error);
  };
  return client;
}

async function refreshed(source: CredentialSource): Promise<boolean> {
  try {
    return await source.refresh();
  } catch (cause) {
    throw new DatabaseUnavailableError("the database credentials could not be read again", { cause });
  }
}
