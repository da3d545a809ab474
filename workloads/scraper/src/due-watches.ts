import { sql } from "kysely";
import type { Database } from "../../shared/src/database/pool";
import type { Watch } from "../../shared/src/database/schema";

/**
 * Watches whose time has come, those that failed least first: a page that ends the whole process (which leaves its attempt
 * counted as a failure, see `countAttempt`) comes last the next time and cannot keep the others from being looked at.
 *
 * A tenth of the interval, at most ten minutes, counts as due already. Without it a watch with the schedule's own interval
 * would be skipped every other time, because each check happens a few seconds later in the run than the one before.
 */
export async function dueWatches(db: Database, now: Date): Promise<readonly Watch[]> {
  const early = sql<Date>`${now}::timestamptz + least(interval '10 minutes', interval_minutes * interval '6 seconds')`;
  return db
    .selectFrom("watches")
    .selectAll()
    .where("enabled", "=", true)
    .where("next_due_at", "<=", early)
    .orderBy("consecutive_failures")
    .orderBy("next_due_at")
    .orderBy("id")
    .execute();
}

/** Counts the check that is about to begin as failed; success sets the count back to 0. */
export async function countAttempt(db: Database, watchId: string): Promise<void> {
  await addToFailures(db, watchId, 1);
}

/** Takes {@link countAttempt} back: the check was given up for a reason that is not the page's. */
export async function forgetAttempt(db: Database, watchId: string): Promise<void> {
  await addToFailures(db, watchId, -1);
}

async function addToFailures(db: Database, watchId: string, number: number): Promise<void> {
  await db
    .updateTable("watches")
    .set(({ eb, fn, val }) => ({
      consecutive_failures: fn<number>("greatest", [val(0), eb("consecutive_failures", "+", number)]),
    }))
    .where("id", "=", watchId)
    .execute();
}
