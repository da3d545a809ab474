import type { Database } from "../../shared/src/database/pool";
import { confirmationMessageId } from "../../shared/src/message-id";

/** Adds confirmed subscriptions. @returns their ids by address */
export async function addSubscriptions(db: Database, emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await db
    .insertInto("subscriptions")
    .values(emails.map((email) => ({ email, status: "active" as const, confirmed_at: new Date() })))
    .returning(["id", "email"])
    .execute();
  return new Map(rows.map(({ id, email }) => [email, id]));
}

/** Adds a pending subscription and queues the mail that asks to confirm it, as the backend does. */
export async function askToConfirm(db: Database, email: string, at = new Date()): Promise<string> {
  const { id } = await db.insertInto("subscriptions").values({ email }).returning("id").executeTakeFirstOrThrow();
  await db
    .insertInto("outbox")
    .values({ kind: "confirmation", subscription_id: id, message_id: confirmationMessageId(id, at), created_at: at })
    .execute();
  return id;
}

/** Adds a watch to hang items on. */
export async function addShop(db: Database, name = "Shop"): Promise<string> {
  const selectors = { item_selector: "li", title_selector: "h2", link_selector: "a" };
  const { id } = await db
    .insertInto("watches")
    .values({ name, url: "https://shop.example/", ...selectors })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Adds items as the scraper would, titled by `titles`. */
export async function addItems(db: Database, watchId: string, titles: readonly string[]): Promise<void> {
  const rows = titles.map((title) => ({
    watch_id: watchId,
    fingerprint: title,
    title,
    link: `https://shop.example/p/${encodeURIComponent(title)}`,
  }));
  await db.insertInto("items").values(rows).execute();
}
