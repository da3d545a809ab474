import { acquireJobLock } from "./database/job-lock";
import type { Database, OpenedDatabase } from "./database/pool";
import { requireSchema } from "./database/required-schema";
import { finishRun, type RunReport, recordSkippedRun, startRun } from "./database/run-records";
import type { RunWorkload } from "./database/schema";
import { exitCodes } from "./lifecycle";
import type { Logger } from "./log";
import { type Metric, metricFields } from "./metrics";

/**
 * Exit statuses of the workloads that run once. `partial`: the work was done except for what the run's errors name, or the
 * run was stopped before its end; what is left is done by the next run.
 */
export const jobExitCodes = { ...exitCodes, partial: 2, skipped: 0 } as const;

/** What a run's work returns. */
export interface JobResult extends RunReport {
  readonly outcome: "success" | "partial" | "failure";
  readonly metrics: readonly Metric[];
}

export interface JobContext {
  readonly db: Database;
  /** Adds the run's id to every line. */
  readonly logger: Logger;
  readonly runId: string;
  /** Aborted when the process is asked to stop, or when the lock is lost: start nothing new, leave nothing half done. */
  readonly signal: AbortSignal;
}

export type JobWork = (context: JobContext) => Promise<JobResult>;

export interface JobOptions {
  readonly workload: RunWorkload;
  readonly database: OpenedDatabase;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly work: JobWork;
  /** Milliseconds on a clock that never goes back. @default performance.now */
  readonly now?: () => number;
}

/**
 * Runs a workload's work as the only process of its kind: waits for the schema it needs, takes the session lock, writes the
 * run down before and after, and ends with one line of metrics, however it went.
 *
 * @returns the exit status; `skipped` (0) when another process is running
 */
export async function runJob(options: JobOptions): Promise<number> {
  const { workload, now = () => performance.now() } = options;
  const startedAt = now();
  const { outcome, errors, metrics, logger } = await runOnce(options).catch((error: unknown) => {
    options.logger.error("the run failed", { error });
    return { outcome: "failure" as const, errors: [], metrics: [], logger: options.logger };
  });
  const common: readonly Metric[] = [
    { name: "RunDuration", unit: "Milliseconds", value: Math.round(now() - startedAt) },
    { name: "RunFailures", unit: "Count", value: outcome === "failure" ? 1 : 0 },
    { name: "RunsSkipped", unit: "Count", value: outcome === "skipped" ? 1 : 0 },
  ];
  const fields = metricFields(workload, [...common, ...metrics], new Date());
  logger.info("run finished", { outcome, errors: errors.length, ...fields });
  return jobExitCodes[outcome];
}

type Ended = Omit<JobResult, "outcome"> & {
  readonly outcome: JobResult["outcome"] | "skipped";
  /** With the run's id, once there is one. */
  readonly logger: Logger;
};

async function runOnce(options: JobOptions): Promise<Ended> {
  const { database, workload, logger } = options;
  const client = await database.connect();
  try {
    await requireSchema(client, logger, { signal: options.signal });
    const lock = await acquireJobLock(client, workload);
    if (lock === undefined) {
      await recordSkippedRun(database.db, workload);
      logger.info(`another ${workload} is running; nothing to do`);
      return { outcome: "skipped", errors: [], metrics: [], logger };
    }
    const ended = await runLocked(options, AbortSignal.any([options.signal, lock.lost]));
    await lock.release();
    return ended;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function runLocked(options: JobOptions, signal: AbortSignal): Promise<Ended> {
  const { database, workload, work } = options;
  const runId = await startRun(database.db, workload);
  const logger = options.logger.child({ runId });
  logger.info("run started");
  const result = await work({ db: database.db, logger, runId, signal }).catch((error: unknown): JobResult => {
    logger.error("the run failed", { error });
    const message = error instanceof Error ? error.message : String(error);
    return { outcome: "failure", errors: [{ code: "run", message }], metrics: [] };
  });
  try {
    await finishRun(database.db, runId, result);
    return { ...result, logger };
  } catch (error) {
    logger.error("the end of the run could not be written down", { error });
    return { ...result, outcome: "failure", logger };
  }
}
