import { sql } from "kysely";
import type { Database } from "../../shared/src/database/pool";
import type { OutboxMail, SubscriptionStatus } from "../../shared/src/database/schema";

/** A mail that was taken out of the queue to be handed over, and to whom. */
export interface ClaimedMail {
  readonly mail: OutboxMail;
  readonly email: string;
  readonly status: SubscriptionStatus;
  /** Whether a later mail of the same kind waits for the same subscription. */
  readonly superseded: boolean;
}

/**
 * Mails whose hand-over was interrupted: they were marked `sending` and the process ended, or the connection broke, before
 * the server's answer was known. Each may have been delivered. Only the holder of the notifier's lock may ask.
 */
export async function findInterrupted(db: Database): Promise<readonly number[]> {
  const rows = await db.selectFrom("outbox").select("id").where("status", "=", "sending").orderBy("id").execute();
  return rows.map(({ id }) => id);
}

/** Puts them back into the queue; those that were delivered will be repeated. */
export async function requeue(db: Database, ids: readonly number[]): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ status: "pending", last_error: "hand-over interrupted; handed over again" })
    .where("id", "in", [...ids])
    .where("status", "=", "sending")
    .execute();
}

/** Marks the next waiting mail after `afterId` as `sending`, committed before the server hears of it. */
export async function claimNext(db: Database, afterId: number): Promise<ClaimedMail | undefined> {
  const mail = await db
    .updateTable("outbox")
    .set(({ eb }) => ({ status: "sending", attempts: eb("attempts", "+", 1) }))
    .where("id", "=", ({ selectFrom }) =>
      selectFrom("outbox")
        .select("id")
        .where("status", "=", "pending")
        .where("id", ">", afterId)
        .orderBy("id")
        .limit(1),
    )
    .returningAll()
    .executeTakeFirst();
  if (mail === undefined) return undefined;
  const subscription = await db
    .selectFrom("subscriptions")
    .select(["email", "status"])
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom("outbox")
          .select(sql.lit(1).as("one"))
          .where("subscription_id", "=", mail.subscription_id)
          .where("kind", "=", mail.kind)
          .where("status", "=", "pending")
          .where("id", ">", mail.id),
      ).as("superseded"),
    )
    .where("id", "=", mail.subscription_id)
    .executeTakeFirst();
  // Deleted in this very moment, and the mail with it.
  if (subscription === undefined) return claimNext(db, mail.id);
  return { mail, ...subscription, superseded: Boolean(subscription.superseded) };
}

/** The server took the mail. What it said is not needed any more. */
export async function markSent(db: Database, id: number, now: Date): Promise<void> {
  const done = { status: "sent", sent_at: now, last_error: null, snapshot: null } as const;
  await db.updateTable("outbox").set(done).where("id", "=", id).execute();
}

/** The mail will never be handed over. */
export async function markFailed(db: Database, id: number, reason: string): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ status: "failed", last_error: reason, snapshot: null })
    .where("id", "=", id)
    .execute();
}

/** The mail waits for the next run. */
export async function markPending(db: Database, id: number, reason: string): Promise<void> {
  await db.updateTable("outbox").set({ status: "pending", last_error: reason }).where("id", "=", id).execute();
}

/** Notes why it is not known whether the server took the mail; it stays `sending`, and {@link findInterrupted} finds it. */
export async function markUnknown(db: Database, id: number, reason: string): Promise<void> {
  await db.updateTable("outbox").set({ last_error: reason }).where("id", "=", id).execute();
}

/** The address refuses mail for good: this mail and everything else that waits for it will never be handed over. */
export async function markBounced(db: Database, mail: OutboxMail, reason: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const { subscription_id: id } = mail;
    await transaction.updateTable("subscriptions").set({ status: "bounced" }).where("id", "=", id).execute();
    await transaction
      .updateTable("outbox")
      .set({ status: "failed", last_error: reason, snapshot: null })
      .where("subscription_id", "=", id)
      .where("status", "in", ["pending", "sending"])
      .execute();
  });
}
