import { afterAll, beforeAll } from "vitest";
import { type PostgresServer, type StartPostgresOptions, startPostgres } from "./postgres";

/** Starts a PostgreSQL for the tests of the surrounding `describe` or file, and removes it afterwards. */
export function usePostgres(options: StartPostgresOptions = {}): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await startPostgres(options);
  });
  afterAll(() => server?.dispose());
  return () => {
    if (server === undefined)
      throw new Error("PostgreSQL is not running; skip the tests when findPostgres() has a reason");
    return server;
  };
}
