import type { Insertable } from "kysely";
import type { Database } from "../../shared/src/database/pool";
import type { WatchTable } from "../../shared/src/database/schema";

/** Adds a watch over pages as {@link shopPage} writes them. @returns its id */
export async function addWatch(
  db: Database,
  url: string,
  changes: Partial<Insertable<WatchTable>> = {},
): Promise<string> {
  const selectors = { item_selector: "li.item", title_selector: "h2", link_selector: "a", price_selector: ".price" };
  const { id } = await db
    .insertInto("watches")
    .values({ url, ...selectors, ...changes })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Makes every watch due again. */
export async function makeDue(db: Database): Promise<void> {
  await db
    .updateTable("watches")
    .set({ next_due_at: new Date(0) })
    .execute();
}

export interface ShopItem {
  readonly name: string;
  readonly price: string;
}

/** A page of a small shop. */
export function shopPage(items: readonly ShopItem[]): string {
  const list = items.map(
    ({ name, price }) =>
      `<li class="item"><a href="/p/${encodeURIComponent(name)}"><h2>${name}</h2></a> <b class="price">${price}</b></li>`,
  );
  return `<!doctype html><meta charset="utf-8"><title>Shop</title><ul>${list.join("\n")}</ul>`;
}
