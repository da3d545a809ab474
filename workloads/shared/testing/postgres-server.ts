import type pg from "pg";

export interface StartPostgresOptions {
  /** Kept after {@link PostgresServer.dispose}; initialised when empty. @default - a temporary folder that is removed */
  readonly dataDirectory?: string;
  /** @default - a free port */
  readonly port?: number;
  /** Whether commits survive a power failure; tests do not pay for that. @default false */
  readonly durable?: boolean;
  /** @default - random */
  readonly password?: string;
}

/** How a server is told to stop: let sessions finish, disconnect them, or crash. */
export type StopMode = "smart" | "fast" | "immediate";

/** A real PostgreSQL on 127.0.0.1 that this process owns. */
export interface PostgresServer {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly version: string;
  /** Process id of the server while it runs. */
  readonly pid: number | undefined;
  /** `postgres://` URL of a database; `postgres` when none is named. */
  url(database?: string): string;
  /** The JSON that Secrets Manager would hold. */
  secret(database?: string): string;
  /** Creates an empty database of its own for one test, and returns its name. */
  createDatabase(name?: string): Promise<string>;
  /** Runs statements as superuser. */
  run(statements: string, database?: string): Promise<pg.QueryResult>;
  stop(mode?: StopMode): Promise<void>;
  /** Starts it again on the same port with the same data. */
  start(): Promise<void>;
  /** Stops it and removes its temporary data. */
  dispose(): Promise<void>;
}
