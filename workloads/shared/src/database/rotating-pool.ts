import type { PostgresPool } from "kysely";
import pg from "pg";
import type { Logger } from "../log";
import type { CredentialSource, DatabaseCredentials } from "./credentials";
import { DatabaseUnavailableError, isAuthenticationFailure } from "./errors";
import { rdsRoots } from "./rds-roots";
import { sqlTypes } from "./sql-types";

export interface RotatingPoolOptions {
  readonly source: CredentialSource;
  readonly logger: Logger;
  readonly applicationName: string;
  /** Most connections. */
  readonly max: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly loanTimeoutMs: number;
}

/**
 * A pool whose new connections use the credentials of the moment, user name included. When the server refuses them they
 * are read again once. Connections that are open stay open: PostgreSQL does not end them when a password changes.
 */
export class RotatingPool implements PostgresPool {
  readonly #options: RotatingPoolOptions;
  readonly #pool: pg.Pool;
  readonly #Client: new (
    config?: pg.ClientConfig,
  ) => pg.Client;
  #known: DatabaseCredentials | undefined;
  #roots: string[] | undefined;
  #ended: Promise<void> | undefined;

  constructor(options: RotatingPoolOptions) {
    this.#options = options;
    this.#Client = clientClass(() => this.#clientConfig(), options.logger);
    const { max, connectTimeoutMs, logger } = options;
    this.#pool = new pg.Pool({
      Client: this.#Client,
      max,
      connectionTimeoutMillis: connectTimeoutMs,
      idleTimeoutMillis: 30_000,
    });
    this.#pool.on("error", (error) => logger.warn("an idle database connection broke", { error }));
  }

  /** Lends a connection. It is cut when it is not given back within the loan timeout. */
  async connect(): Promise<pg.PoolClient> {
    const client = await this.#withFreshCredentials(() => this.#pool.connect());
    return limitLoan(client, this.#options.loanTimeoutMs);
  }

  /** Opens a connection outside of the pool; the caller ends it. */
  connectAlone(): Promise<pg.Client> {
    return this.#withFreshCredentials(async () => {
      const client = new this.#Client({ connectionTimeoutMillis: this.#options.connectTimeoutMs });
      await client.connect();
      return client;
    });
  }

  /** Ends the connections as they are given back. Calling it again does nothing. */
  end(): Promise<void> {
    this.#ended ??= this.#pool.end();
    return this.#ended;
  }

  async #withFreshCredentials<T>(connect: () => Promise<T>): Promise<T> {
    const { source, logger } = this.#options;
    await this.#load();
    try {
      return await connect();
    } catch (error) {
      if (!isAuthenticationFailure(error) || !(await unlessUnreadable(source.refresh()))) throw error;
      logger.info("the database refused the credentials; they were read again");
      await this.#load();
      return connect();
    }
  }

  async #load(): Promise<void> {
    const credentials = await unlessUnreadable(this.#options.source.current());
    if (credentials !== this.#known) {
      this.#options.logger.addSecret(credentials.password);
      this.#roots = await rdsRoots(credentials.host);
    }
    this.#known = credentials;
  }

  #clientConfig(): pg.ClientConfig {
    if (this.#known === undefined) throw new DatabaseUnavailableError("the database credentials were not read yet");
    const { sslMode, ...credentials } = this.#known;
    return {
      ...credentials,
      ssl: sslMode === "disable" ? false : { rejectUnauthorized: sslMode === "verify", ...tlsRoots(this.#roots) },
      application_name: this.#options.applicationName,
      statement_timeout: this.#options.statementTimeoutMs,
      // A process that vanished must not hold its row locks for ever.
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      types: sqlTypes,
    };
  }
}

/** Undefined would not mean the same: it takes the place of Node's own roots. */
const tlsRoots = (ca: string[] | undefined) => (ca === undefined ? {} : { ca });

/** A client that asks for its settings when it is made; the pool knows only those of when it was made itself. */
function clientClass(settings: () => pg.ClientConfig, logger: Logger): new (config?: pg.ClientConfig) => pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, ...settings() });
      // Without a listener, a connection that breaks while a request holds it would end the process.
      this.on("error", (error) => logger.debug("a database connection broke", { error }));
    }
  };
}

function limitLoan(client: pg.PoolClient, loanTimeoutMs: number): pg.PoolClient {
  const timer = setTimeout(() => client.connection.stream.destroy(), loanTimeoutMs);
  const { release } = client;
  client.release = (error) => {
    clearTimeout(timer);
    release(error);
  };
  return client;
}

async function unlessUnreadable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    throw new DatabaseUnavailableError("the database credentials could not be read", { cause });
  }
}
