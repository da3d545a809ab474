import type { Insertable } from "kysely";
import type { Database } from "../../shared/src/database/pool";
import type { RunTable, WatchTable } from "../../shared/src/database/schema";

const selectors = { item_selector: "li.product", title_selector: "h2", link_selector: "a", price_selector: ".price" };

/** The time so many minutes ago. */
type Ago = (minutes: number) => Date;

/**
 * Puts watches, items and runs of every kind into an empty database.
 * @param hostile a text that a scraped page might contain
 */
export async function fillWithDemo(db: Database, now: Date, hostile: string): Promise<void> {
  const ago: Ago = (minutes) => new Date(now.getTime() - minutes * 60_000);
  const watches = await db.insertInto("watches").values(watchesOf(hostile, ago)).returning("id").execute();
  const items = itemsOf(hostile).map(([watch, title, price_minor, currency], index, { length }) => ({
    watch_id: watches[watch]?.id ?? "",
    fingerprint: String(index),
    title,
    link: title === hostile ? "javascript:alert(1)" : `https://books.example.com/${index}`,
    price_minor,
    currency,
    first_seen_at: ago((length - index) * 130),
  }));
  await db.insertInto("items").values(items).execute();
  await db.insertInto("runs").values(runsOf(hostile, ago)).execute();
}

function watchesOf(hostile: string, ago: Ago): Insertable<WatchTable>[] {
  return [
    { name: "Sailing books", url: "https://books.example.com/new", last_checked_at: ago(12), ...selectors },
    {
      name: "Second-hand winches",
      url: "https://chandlery.example.com/used?sort=new",
      last_checked_at: ago(14),
      interval_minutes: 1440,
      ...selectors,
    },
    {
      name: "",
      url: "https://auctions.example.com/lots",
      last_checked_at: ago(380),
      consecutive_failures: 3,
      last_error: "timeout: the page took longer than 20 s; expected an answer within that time",
      ...selectors,
    },
    { name: hostile, url: "https://evil.example.com/", enabled: false, ...selectors },
  ];
}

/** Index of the watch, title, price in the smallest unit, currency. */
function itemsOf(hostile: string): (readonly [number, string, number | null, string | null])[] {
  return [
    [1, "Self-tailing winch, two-speed, 40 mm drum, barely used, with handle and original box", 34_900, "EUR"],
    [0, "The Shipping Forecast", 1_299, "GBP"],
    [0, "Knots and Splices", 1_850, "EUR"],
    [2, "Brass compass, 1930s, lot 114", null, null],
    [1, "Anchor chain 8 mm, 50 m", 12_000, "JPY"],
    [0, "A Speck on the Sea: extraordinary voyages in small boats", 2_400, "USD"],
    [3, hostile, 1, "<b>"],
  ];
}

function runsOf(hostile: string, ago: Ago): Insertable<RunTable>[] {
  const error = { code: "timeout", message: "took longer than 20 s", url: "https://auctions.example.com/lots" };
  return [
    {
      workload: "scraper",
      started_at: ago(14),
      finished_at: ago(12),
      outcome: "partial",
      watches_checked: 3,
      items_new: 4,
      errors: JSON.stringify([error, { ...error, message: hostile }]),
    },
    { workload: "notifier", started_at: ago(374), finished_at: ago(374), outcome: "success", mails_sent: 12 },
    {
      workload: "scraper",
      started_at: ago(375),
      finished_at: ago(374),
      outcome: "success",
      watches_checked: 3,
      items_new: 1,
    },
    {
      workload: "notifier",
      started_at: ago(740),
      finished_at: ago(739),
      outcome: "failure",
      mails_sent: 3,
      mails_failed: 9,
    },
    { workload: "scraper", started_at: ago(742) },
  ];
}
