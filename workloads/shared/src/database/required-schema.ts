import { setTimeout as pause } from "node:timers/promises";
import type { ClientBase } from "pg";
import type { Logger } from "../log";
import { sqlState } from "./errors";
import { migrations } from "./migrations";

/** The backend has not brought the schema up to what this program needs. */
export class SchemaBehindError extends Error {
  override readonly name = "SchemaBehindError";
  readonly code = "workload-schema-behind";
}

export interface RequiredSchemaOptions {
  readonly signal: AbortSignal;
  /** How long the backend of the same release may take to start, in milliseconds. @default 60000 */
  readonly waitMs?: number;
}

const RETRY_MS = 1_000;

/** No such table; or no right to look, which a role gets with the schema. */
const NOT_YET = new Set(["42P01", "42501"]);

/**
 * Waits until every step this program knows was applied. Jobs may not change the schema: the backend does, at its start, and
 * a job of the same release may be due before it.
 * @throws {SchemaBehindError} when the time is over, naming the steps
 */
export async function requireSchema(
  client: ClientBase,
  logger: Logger,
  { signal, waitMs = 60_000 }: RequiredSchemaOptions,
): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    const missing = await missingSteps(client);
    if (missing.length === 0) return;
    if (waited >= waitMs || signal.aborted) {
      throw new SchemaBehindError(
        `workload-schema-behind: the database lacks ${missing.join(", ")}; the backend applies them when it starts: ` +
          "deploy the backend of the same release, or read in its log why it could not",
      );
    }
    if (waited === 0) logger.warn("waiting for the backend to bring the schema up to date", { missing });
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function missingSteps(client: ClientBase): Promise<string[]> {
  const applied = await client.query<{ id: number }>("select id from schema_migrations").then(
    ({ rows }) => new Set(rows.map(({ id }) => id)),
    (error: unknown) => {
      if (NOT_YET.has(sqlState(error) ?? "")) return new Set<number>();
      throw error;
    },
  );
  return migrations.filter(({ id }) => !applied.has(id)).map(({ id, name }) => `step ${id} ${name}`);
}
