import type { Database } from "./pool";
import type { RunError, RunOutcome, RunWorkload } from "./schema";

/** What a run did, for the owner. */
export interface RunReport {
  readonly outcome: RunOutcome;
  readonly watchesChecked?: number;
  readonly itemsNew?: number;
  readonly mailsSent?: number;
  readonly mailsFailed?: number;
  readonly errors: readonly RunError[];
}

/** Most errors kept with a run; all of them are in the log. */
const MAX_ERRORS = 100;

/** Longest error message kept, in characters. */
const MAX_MESSAGE = 500;

/** Writes down that a run has begun. @returns its id */
export async function startRun(db: Database, workload: RunWorkload): Promise<string> {
  const { id } = await db
    .insertInto("runs")
    .values({ workload, errors: "[]" })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Writes down how a run ended. */
export async function finishRun(db: Database, id: string, report: RunReport): Promise<void> {
  await db
    .updateTable("runs")
    .set({ finished_at: new Date(), ...columns(report) })
    .where("id", "=", id)
    .execute();
}

/** Writes down that a run did not happen because another one was under way. */
export async function recordSkippedRun(db: Database, workload: RunWorkload): Promise<void> {
  const report = columns({ outcome: "skipped", errors: [] });
  await db
    .insertInto("runs")
    .values({ workload, finished_at: new Date(), ...report })
    .execute();
}

function columns(report: RunReport) {
  const kept = report.errors.slice(0, MAX_ERRORS);
  const errors = kept.map((error) => ({ ...error, message: error.message.slice(0, MAX_MESSAGE) }));
  return {
    outcome: report.outcome,
    watches_checked: report.watchesChecked ?? 0,
    items_new: report.itemsNew ?? 0,
    mails_sent: report.mailsSent ?? 0,
    mails_failed: report.mailsFailed ?? 0,
    // A lone surrogate or NUL is valid in a string and refused by `jsonb`.
    errors: JSON.stringify(errors).replace(/\\u0000|\\ud[89a-f][0-9a-f]{2}/g, "\\ufffd"),
  };
}
