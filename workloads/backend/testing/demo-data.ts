import type { Database } from "../../shared/src/database/pool";

const selectors = { item_selector: "li.product", title_selector: "h2", link_selector: "a", price_selector: ".price" };

/**
 * Puts watches, items and runs of every kind into an empty database.
 * @param hostile a text that a scraped page might contain
 */
export async function fillWithDemo(db: Database, now: Date, hostile: string): Promise<void> {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const watches = await db
    .insertInto("watches")
    .values([
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
    ])
    .returning("id")
    .execute();
  const found: readonly (readonly [number, string, number | null, string | null])[] = [
    [1, "Self-tailing winch, two-speed, 40 mm drum, barely used, with handle and original box", 34_900, "EUR"],
    [0, "The Shipping Forecast", 1_299, "GBP"],
    [0, "Knots and Splices", 1_850, "EUR"],
    [2, "Brass compass, 1930s, lot 114", null, null],
    [1, "Anchor chain 8 mm, 50 m", 12_000, "JPY"],
    [0, "A Speck on the Sea: extraordinary voyages in small boats", 2_400, "USD"],
    [3, hostile, 1, "<b>"],
  ];
  await db
    .insertInto("items")
    .values(
      found.map(([watch, title, price_minor, currency], index) => ({
        watch_id: watches[watch]?.id ?? "",
        fingerprint: String(index),
        title,
        link: watch === 3 ? "javascript:alert(1)" : `https://books.example.com/${index}`,
        price_minor,
        currency,
        first_seen_at: ago((7 - index) * 130),
      })),
    )
    .execute();
  const error = { code: "timeout", message: "took longer than 20 s", url: "https://auctions.example.com/lots" };
  await db
    .insertInto("runs")
    .values([
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
    ])
    .execute();
}
