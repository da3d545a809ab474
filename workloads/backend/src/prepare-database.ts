import { setTimeout as pause } from "node:timers/promises";
import { isDatabaseUnavailable } from "../../shared/src/database/errors";
import {
  type CredentialStore,
  type HandOverOptions,
  handOverCredentials,
  JobRoleError,
  prepareJobRoles,
} from "../../shared/src/database/job-roles";
import { migrate } from "../../shared/src/database/migrate";
import type { OpenedDatabase } from "../../shared/src/database/pool";
import { runWorkloads } from "../../shared/src/database/schema";
import type { Logger } from "../../shared/src/log";

/** Between two attempts to reach a database that is away. */
const RETRY_MS = 1_000;

/** Between two attempts to hand the jobs their credentials: the backend works without. */
const HAND_OVER_RETRY_MS = 60_000;

export interface PrepareOptions {
  readonly database: OpenedDatabase;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly secretIds: HandOverOptions["secretIds"];
  /** Opened only when a job has a secret. */
  readonly openStore: () => Promise<CredentialStore>;
}

/**
 * Brings the schema and the roles of the jobs up to date, waiting for a database that is away as long as the process lives.
 * The server answers meanwhile, with 503, so that a database that starts later than the backend restarts nothing. What only
 * the jobs lack is an error in the log, and keeps nobody from being served.
 * @throws any error that waiting does not cure
 */
export async function prepareDatabase(options: PrepareOptions): Promise<void> {
  const { logger, signal } = options;
  while (!signal.aborted) {
    try {
      await prepareSchema(options);
      await handOverOnce(options).catch((error: unknown) => {
        logger.error("the jobs have no credentials yet; trying again", { error });
        void keepHandingOver(options);
      });
      return;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn("waiting for the database", { error });
    }
    await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function prepareSchema({ database, logger, secretIds }: PrepareOptions): Promise<void> {
  const client = await database.connect();
  try {
    await migrate(client, logger);
    const workloads = runWorkloads.filter((workload) => secretIds[workload] !== undefined);
    if (workloads.length === 0) return;
    await prepareJobRoles(client, (await database.credentials()).database, workloads).catch((error: unknown) => {
      if (!(error instanceof JobRoleError)) throw error;
      logger.error(error.message, { code: error.code });
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function handOverOnce({ database, logger, secretIds, openStore }: PrepareOptions): Promise<void> {
  if (Object.values(secretIds).every((id) => id === undefined)) return;
  const store = await openStore();
  const client = await database.connect();
  try {
    await handOverCredentials(client, { credentials: await database.credentials(), store, secretIds, logger });
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function keepHandingOver(options: PrepareOptions): Promise<void> {
  const { logger, signal } = options;
  for (;;) {
    await pause(HAND_OVER_RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      return await handOverOnce(options);
    } catch (error) {
      logger.error("the jobs have no credentials yet; trying again", { error });
    }
  }
}
