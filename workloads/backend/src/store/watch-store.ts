import { type Insertable, sql, type Updateable } from "kysely";
import type { Database } from "../../../shared/src/database/pool";
import type { Watch, WatchTable } from "../../../shared/src/database/schema";
import { encodeTimeCursor, type Page, type TimeCursor, toPage } from "./cursor";

/** What a client may write. */
export type WatchInput = Omit<
  Insertable<WatchTable>,
  | "id"
  | "etag"
  | "last_modified"
  | "next_due_at"
  | "last_checked_at"
  | "last_error"
  | "consecutive_failures"
  | "created_at"
>;
export type WatchChange = Partial<WatchInput>;

/** Columns that decide what is found; when one changes, the page must be fetched and read afresh. */
const DEFINING = [
  "url",
  "item_selector",
  "title_selector",
  "link_selector",
  "price_selector",
  "keyword",
  "min_price_minor",
  "max_price_minor",
] as const;

export async function listWatches(db: Database, limit: number, after?: TimeCursor): Promise<Page<Watch>> {
  let query = db.selectFrom("watches").selectAll();
  if (after)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("created_at", "id"), "<", tuple(after.at, after.id)));
  const rows = await query
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ created_at, id }) => encodeTimeCursor({ at: created_at, id }));
}

export function findWatch(db: Database, id: string): Promise<Watch | undefined> {
  return db.selectFrom("watches").selectAll().where("id", "=", id).executeTakeFirst();
}

export function createWatch(db: Database, input: WatchInput): Promise<Watch> {
  return db.insertInto("watches").values(input).returningAll().executeTakeFirstOrThrow();
}

/**
 * Changes a watch. A new definition forgets the page's validators, so that the next check reads the page although it did
 * not change; that and being enabled make the watch due at once.
 * @returns undefined when there is no such watch
 */
export function changeWatch(db: Database, id: string, change: WatchChange): Promise<Watch | undefined> {
  const redefined = DEFINING.some((column) => change[column] !== undefined);
  const due = redefined || change.enabled === true || change.interval_minutes !== undefined;
  const update: Updateable<WatchTable> = {
    ...change,
    ...(redefined ? { etag: null, last_modified: null, last_error: null, consecutive_failures: 0 } : {}),
  };
  return (
    db
      .updateTable("watches")
      .set(update)
      .$if(due, (query) => query.set({ next_due_at: sql<Date>`now()` }))
      // An empty change is a read; PostgreSQL has no update without columns.
      .$if(!due && Object.keys(update).length === 0, (query) => query.set((eb) => ({ name: eb.ref("name") })))
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirst()
  );
}

/** @returns whether there was one. Its items and their price changes go with it. */
export async function removeWatch(db: Database, id: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom("watches").where("id", "=", id).executeTakeFirst();
  return numDeletedRows > 0n;
}
