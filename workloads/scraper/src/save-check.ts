import type { Transaction } from "kysely";
import { lockItemsForInsert } from "../../shared/src/database/locks";
import type { Database } from "../../shared/src/database/pool";
import type { Schema, Watch } from "../../shared/src/database/schema";
import { fingerprint } from "./fingerprint";
import type { Validators } from "./http-request";
import type { FoundItem } from "./item";
import type { PageError } from "./page-error";
import { plainText } from "./plain-text";

/** What one successful check changed. */
export interface Saved {
  readonly itemsNew: number;
  readonly priceChanges: number;
}

/** A page that was read. */
export interface CheckedPage {
  /** Address the items were found at, after redirects. */
  readonly url: string;
  readonly items: readonly FoundItem[];
  readonly validators: Validators;
}

/**
 * Stores what was found, all of it or nothing, in one transaction: new items once per fingerprint, changed prices with what
 * they were before, and the watch's next time. Nothing is stored when the watch was deleted or changed since it was read:
 * then what was found answers a question nobody asks any more, and the watch stays due.
 *
 * @returns undefined when nothing was stored for that reason
 */
export async function savePage(db: Database, watch: Watch, page: CheckedPage, now: Date): Promise<Saved | undefined> {
  return db.transaction().execute(async (transaction) => {
    await lockItemsForInsert(transaction);
    if (!(await isUnchanged(transaction, watch))) return undefined;
    const found = new Map(page.items.map((item) => [fingerprint(item, page.url), item]));
    const saved = await saveItems(transaction, watch.id, found, now);
    await schedule(transaction, watch, now, {
      etag: page.validators.etag,
      last_modified: page.validators.lastModified,
    });
    return saved;
  });
}

/** Notes that the page has not changed since the last check. */
export async function saveNotModified(db: Database, watch: Watch, now: Date): Promise<void> {
  await schedule(db, watch, now, {});
}

/** Notes why a check failed. The watch comes again after its interval, like any other. */
export async function saveFailure(db: Database, watch: Watch, error: PageError, now: Date): Promise<void> {
  await db
    .updateTable("watches")
    // The message may quote the page, and PostgreSQL refuses the character NUL.
    .set({
      last_checked_at: now,
      last_error: plainText(`${error.code}: ${error.message}`, 500),
      next_due_at: nextDue(watch, now),
    })
    .where("id", "=", watch.id)
    .execute();
}

/** Locks the watch's row and compares what decides about its items. */
async function isUnchanged(transaction: Transaction<Schema>, watch: Watch): Promise<boolean> {
  const current = await transaction
    .selectFrom("watches")
    .selectAll()
    .where("id", "=", watch.id)
    .forUpdate()
    .executeTakeFirst();
  if (current === undefined) return false;
  const decisive = ["url", "item_selector", "title_selector", "link_selector", "price_selector"] as const;
  const filters = ["keyword", "min_price_minor", "max_price_minor"] as const;
  return [...decisive, ...filters].every((column) => current[column] === watch[column]);
}

async function saveItems(
  transaction: Transaction<Schema>,
  watchId: string,
  found: ReadonlyMap<string, FoundItem>,
  now: Date,
): Promise<Saved> {
  if (found.size === 0) return { itemsNew: 0, priceChanges: 0 };
  const known = await transaction
    .selectFrom("items")
    .select(["id", "fingerprint", "price_minor", "currency"])
    .where("watch_id", "=", watchId)
    .where("fingerprint", "in", [...found.keys()])
    .forUpdate()
    .execute();
  const prices = new Map(known.map((item) => [item.fingerprint, item]));
  // An item whose price cannot be read today keeps the last one: "sold out" is not a price of zero.
  const changes = [...found].flatMap(([key, { price }]) => {
    const item = prices.get(key);
    if (item === undefined || price === undefined || price.minorUnits === item.price_minor) return [];
    return [{ item_id: item.id, old_price_minor: item.price_minor, new_price_minor: price.minorUnits, at: now }];
  });
  if (changes.length > 0) await transaction.insertInto("price_changes").values(changes).execute();
  await upsertItems(transaction, watchId, found, now);
  return { itemsNew: found.size - known.length, priceChanges: changes.length };
}

async function upsertItems(
  transaction: Transaction<Schema>,
  watchId: string,
  found: ReadonlyMap<string, FoundItem>,
  now: Date,
): Promise<void> {
  const rows = [...found].map(([key, { title, link, price }]) => ({
    watch_id: watchId,
    fingerprint: key,
    title,
    link,
    price_minor: price?.minorUnits ?? null,
    currency: price?.currency ?? null,
    first_seen_at: now,
    last_seen_at: now,
  }));
  await transaction
    .insertInto("items")
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(["watch_id", "fingerprint"]).doUpdateSet(({ ref, fn }) => ({
        title: ref("excluded.title"),
        link: ref("excluded.link"),
        price_minor: fn.coalesce("excluded.price_minor", "items.price_minor"),
        currency: fn.coalesce("excluded.currency", "items.currency"),
        last_seen_at: ref("excluded.last_seen_at"),
      })),
    )
    .execute();
}

async function schedule(
  db: Database,
  watch: Watch,
  now: Date,
  validators: { readonly etag?: string | null; readonly last_modified?: string | null },
): Promise<void> {
  const checked = { last_checked_at: now, last_error: null, consecutive_failures: 0, next_due_at: nextDue(watch, now) };
  await db
    .updateTable("watches")
    .set({ ...checked, ...validators })
    .where("id", "=", watch.id)
    .execute();
}

function nextDue(watch: Watch, now: Date): Date {
  return new Date(now.getTime() + watch.interval_minutes * 60_000);
}
