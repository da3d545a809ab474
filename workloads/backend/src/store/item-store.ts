import type { Selectable } from "kysely";
import type { Database } from "../../../shared/src/database/pool";
import type { Item, PriceChangeTable } from "../../../shared/src/database/schema";
import { encodeIdCursor, type Page, toPage } from "./cursor";

export interface ItemFilter {
  readonly watchId?: string | undefined;
  /** First seen at this time or later. */
  readonly from?: Date | undefined;
  /** First seen before this time. */
  readonly to?: Date | undefined;
}

export type PriceChange = Selectable<PriceChangeTable>;

/** Newest first. A page far back costs as much as the first one. */
export async function listItems(db: Database, filter: ItemFilter, limit: number, after?: number): Promise<Page<Item>> {
  let query = db.selectFrom("items").selectAll();
  if (filter.watchId) query = query.where("watch_id", "=", filter.watchId);
  if (filter.from) query = query.where("first_seen_at", ">=", filter.from);
  if (filter.to) query = query.where("first_seen_at", "<", filter.to);
  if (after) query = query.where("id", "<", after);
  const rows = await query
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ id }) => encodeIdCursor(id));
}

export interface ItemWithPrices {
  readonly item: Item;
  /** Newest first, at most 100. */
  readonly priceChanges: readonly PriceChange[];
}

export async function findItem(db: Database, id: number): Promise<ItemWithPrices | undefined> {
  const item = await db.selectFrom("items").selectAll().where("id", "=", id).executeTakeFirst();
  if (item === undefined) return undefined;
  const priceChanges = await db
    .selectFrom("price_changes")
    .selectAll()
    .where("item_id", "=", id)
    .orderBy("id", "desc")
    .limit(100)
    .execute();
  return { item, priceChanges };
}
