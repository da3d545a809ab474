import { sql, type Transaction } from "kysely";
import type { Schema } from "./schema";

/**
 * Advisory locks of this product. The first number is the namespace, so that other users of the same database do not meet
 * ours by accident.
 */
const NAMESPACE = 0x53_54_4f_57;
export const lockIds = { migrations: 1, items: 2, scraper: 3, notifier: 4 } as const;
export type LockName = keyof typeof lockIds;

/** Arguments for `pg_advisory_lock(int, int)` and its relatives. */
export function lockKey(name: LockName): readonly [number, number] {
  return [NAMESPACE, lockIds[name]];
}

/**
 * To be called first in a transaction that inserts items. Sequence numbers are given out before the commit, so without it
 * a reader could see item 11, move its cursor there, and never see item 10, which committed later. Inserters share the
 * lock; keep the transaction short, with no network inside.
 */
export async function lockItemsForInsert(transaction: Transaction<Schema>): Promise<void> {
  const [namespace, id] = lockKey("items");
  await sql`select pg_advisory_xact_lock_shared(${namespace}::int, ${id}::int)`.execute(transaction);
}

/**
 * The newest item id below which nothing can appear any more, 0 when there are no items. Waits for transactions that are
 * inserting items, and holds new ones back until the caller's transaction ends. Must be the way every cursor is moved.
 */
export async function newestItemId(transaction: Transaction<Schema>): Promise<number> {
  const [namespace, id] = lockKey("items");
  await sql`select pg_advisory_xact_lock(${namespace}::int, ${id}::int)`.execute(transaction);
  const { newest } = await transaction
    .selectFrom("items")
    .select(({ fn }) => fn.max("id").as("newest"))
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}
