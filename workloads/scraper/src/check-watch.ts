import type { Watch } from "../../shared/src/database/schema";
import type { Extract } from "./extractor";
import { filterItems } from "./filter-items";
import type { PageFetcher } from "./page-fetcher";
import type { CheckedPage } from "./save-check";

/** A page that was read, with what it cost to filter it; or the news that nothing changed. */
export type Check =
  | { readonly kind: "not-modified" }
  | {
      readonly kind: "page";
      readonly page: CheckedPage;
      /** Items on the page, wanted or not. */
      readonly matched: number;
      /** Elements that matched the item selector but could not be read as items. */
      readonly skipped: number;
      readonly truncated: boolean;
    };

/** Fetches a watch's page and finds what the watch asks for. @throws {PageError} */
export async function checkWatch(watch: Watch, fetchPage: PageFetcher, extract: Extract): Promise<Check> {
  const fetched = await fetchPage(watch.url, { etag: watch.etag, lastModified: watch.last_modified });
  if (fetched.kind === "not-modified") return fetched;
  const { items, skipped, truncated } = await extract(fetched, {
    item: watch.item_selector,
    title: watch.title_selector,
    link: watch.link_selector,
    price: watch.price_selector,
  });
  const wanted = filterItems(items, {
    keyword: watch.keyword,
    minPriceMinor: watch.min_price_minor,
    maxPriceMinor: watch.max_price_minor,
  });
  const page = { url: fetched.url.href, items: wanted, validators: fetched.validators };
  return { kind: "page", page, matched: items.length, skipped, truncated };
}
