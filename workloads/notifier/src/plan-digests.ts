import type { Transaction } from "kysely";
import { newestItemId } from "../../shared/src/database/locks";
import type { Database } from "../../shared/src/database/pool";
import type { Schema } from "../../shared/src/database/schema";
import { digestMessageId } from "../../shared/src/message-id";
import type { DigestItem, DigestSnapshot } from "./digest";

/** Most items in one mail; more make a second mail. */
const ITEMS_PER_MAIL = 200;

/** Subscribers planned in one transaction; with the limit above at most 5 MB of mails are in memory. */
const SUBSCRIBERS_PER_STEP = 50;

type NumberedItem = DigestItem & { readonly id: number };

/**
 * Queues one digest for every active subscription that has not had the newest items. A digest is queued in the same
 * transaction that moves the subscription's cursor past its items, so each item is in exactly one digest, whenever the
 * process is killed.
 *
 * @returns how many digests were queued
 */
export async function planDigests(db: Database, signal: AbortSignal): Promise<number> {
  const newest = await db.transaction().execute(newestItemId);
  let queued = 0;
  while (!signal.aborted) {
    const step = await db.transaction().execute((transaction) => planStep(transaction, newest));
    if (step === undefined) break;
    queued += step;
  }
  return queued;
}

/** @returns how many digests were queued, undefined when nobody is left behind */
async function planStep(transaction: Transaction<Schema>, newest: number): Promise<number | undefined> {
  const behind = await transaction
    .selectFrom("subscriptions")
    .select(["id", "last_item_id"])
    .where("status", "=", "active")
    .where("last_item_id", "<", newest)
    .orderBy("last_item_id")
    .orderBy("id")
    .limit(SUBSCRIBERS_PER_STEP)
    .forUpdate()
    .execute();
  if (behind.length === 0) return undefined;
  let queued = 0;
  for (const from of new Set(behind.map(({ last_item_id }) => last_item_id))) {
    const ids = behind.filter(({ last_item_id }) => last_item_id === from).map(({ id }) => id);
    queued += await queueDigests(transaction, ids, from, newest);
  }
  return queued;
}

/** Queues the same digest for subscribers whose cursors stand at the same item. */
async function queueDigests(
  transaction: Transaction<Schema>,
  subscriptions: readonly string[],
  from: number,
  newest: number,
): Promise<number> {
  const items = await itemsBetween(transaction, from, newest);
  const last = items.at(-1);
  const to = last !== undefined && items.length === ITEMS_PER_MAIL ? last.id : newest;
  if (last !== undefined) {
    const content: DigestSnapshot = { items: items.map(({ id: _, ...item }) => item) };
    const snapshot = JSON.stringify(content);
    const rows = subscriptions.map((subscription_id) => ({
      kind: "digest" as const,
      subscription_id,
      message_id: digestMessageId(subscription_id, last.id),
      from_item_id: from,
      to_item_id: to,
      snapshot,
    }));
    await transaction.insertInto("outbox").values(rows).execute();
  }
  await transaction
    .updateTable("subscriptions")
    .set({ last_item_id: to })
    .where("id", "in", [...subscriptions])
    .execute();
  return last === undefined ? 0 : subscriptions.length;
}

async function itemsBetween(transaction: Transaction<Schema>, from: number, to: number): Promise<NumberedItem[]> {
  const rows = await transaction
    .selectFrom("items")
    .innerJoin("watches", "watches.id", "items.watch_id")
    .select([
      "items.id",
      "items.title",
      "items.link",
      "items.price_minor",
      "items.currency",
      "watches.name",
      "watches.url",
    ])
    .where("items.id", ">", from)
    .where("items.id", "<=", to)
    .orderBy("items.id")
    .limit(ITEMS_PER_MAIL)
    .execute();
  return rows.map(({ id, title, link, price_minor, currency, name, url }) => ({
    id,
    title,
    link,
    priceMinor: price_minor,
    currency,
    watch: name === "" ? hostOf(url) : name,
  }));
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
