import { sql, type Transaction } from "kysely";
import { newestItemId } from "../../../shared/src/database/locks";
import type { Database } from "../../../shared/src/database/pool";
import type { Schema, Subscription, SubscriptionStatus } from "../../../shared/src/database/schema";
import { confirmationMessageId } from "../../../shared/src/message-id";
import { encodeTimeCursor, type Page, type TimeCursor, toPage } from "./cursor";

/** Least time between two confirmation mails to one address: nobody's mailbox is to be filled through us. */
const CONFIRMATION_PAUSE_MS = 600_000;

export async function listSubscriptions(
  db: Database,
  filter: { readonly status?: SubscriptionStatus | undefined },
  limit: number,
  after?: TimeCursor,
): Promise<Page<Subscription>> {
  let query = db.selectFrom("subscriptions").selectAll();
  if (filter.status) query = query.where("status", "=", filter.status);
  if (after)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(after.at, after.id)));
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ created_at, id }) => encodeTimeCursor({ at: created_at, id }));
}

export function findSubscription(db: Database, id: string): Promise<Subscription | undefined> {
  return db.selectFrom("subscriptions").selectAll().where("id", "=", id).executeTakeFirst();
}

/** @returns whether there was one. Its mails go with it. */
export async function removeSubscription(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("subscriptions").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}

/**
 * Subscribes an address and queues the mail that asks for confirmation, in one transaction. An active subscription stays as
 * it is; any other becomes pending (again), and gets a mail unless one was queued within the last ten minutes.
 * @param email case-folded
 */
export function subscribe(
  db: Database,
  email: string,
  now: Date,
): Promise<{ subscription: Subscription; created: boolean }> {
  return db.transaction().execute(async (transaction) => {
    // The update changes nothing; it locks the row and returns it, new or old, in one step.
    const { created, ...known } = await transaction
      .insertInto("subscriptions")
      .values({ email })
      .onConflict((conflict) => conflict.column("email").doUpdateSet({ email }))
      .returningAll()
      .returning(sql<boolean>`xmax = 0`.as("created"))
      .executeTakeFirstOrThrow();
    if (known.status === "active") return { subscription: known, created };
    return { subscription: await askForConfirmation(transaction, known, now), created };
  });
}

async function askForConfirmation(
  transaction: Transaction<Schema>,
  known: Subscription,
  now: Date,
): Promise<Subscription> {
  const lastAsked = known.confirmation_queued_at?.getTime() ?? Number.NEGATIVE_INFINITY;
  const ask = now.getTime() - lastAsked >= CONFIRMATION_PAUSE_MS;
  if (ask) {
    await transaction
      .insertInto("outbox")
      .values({ kind: "confirmation", subscription_id: known.id, message_id: confirmationMessageId(known.id, now) })
      .execute();
  }
  return transaction
    .updateTable("subscriptions")
    .set({ status: "pending", ...(ask ? { confirmation_queued_at: now } : {}) })
    .where("id", "=", known.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * Activates a pending subscription; its first digest has what is found from now on. Confirming twice changes nothing.
 * @returns the status afterwards; undefined when there is no such subscription
 */
export function confirm(db: Database, id: string, now: Date): Promise<SubscriptionStatus | undefined> {
  return db.transaction().execute(async (transaction) => {
    // The lock on the items comes before the lock on the row: the notifier takes them in this order too.
    const newest = await newestItemId(transaction);
    const known = await transaction
      .selectFrom("subscriptions")
      .select("status")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (known?.status !== "pending") return known?.status;
    await transaction
      .updateTable("subscriptions")
      .set({ status: "active", confirmed_at: now, last_item_id: newest })
      .where("id", "=", id)
      .execute();
    return "active";
  });
}

/** Ends a subscription. Doing it twice, or for an address that is gone, is the same success. */
export async function unsubscribe(db: Database, id: string, now: Date): Promise<void> {
  await db
    .updateTable("subscriptions")
    .set({ status: "unsubscribed", unsubscribed_at: now })
    .where("id", "=", id)
    .where("status", "in", ["pending", "active"])
    .execute();
}
