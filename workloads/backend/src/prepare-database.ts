import { setTimeout as pause } from "node:timers/promises";
import { isDatabaseUnavailable } from "../../shared/src/database/errors";
import { migrate } from "../../shared/src/database/migrate";
import type { OpenedDatabase } from "../../shared/src/database/pool";
import type { Logger } from "../../shared/src/log";

/** Between two attempts to reach a database that is away. */
const RETRY_MS = 1_000;

/**
 * Brings the schema up to date, waiting for a database that is away as long as the process lives. The server answers
 * meanwhile, with 503, so that a database that starts later than the backend restarts nothing.
 * @throws any error that waiting does not cure
 */
export async function prepareDatabase(database: OpenedDatabase, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await database.connect();
      try {
        await migrate(client, logger);
        return;
      } finally {
        await client.end().catch(() => undefined);
      }
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn("waiting for the database", { error });
    }
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}
