import type { FoundItem } from "./item";

/** What a watch wants of the items on its page; `null` wants everything. */
export interface ItemFilter {
  /** Words of the title, case-insensitively, accents included. */
  readonly keyword: string | null;
  /** In the minor unit of the page's currency, inclusive. */
  readonly minPriceMinor: number | null;
  /** In the minor unit of the page's currency, inclusive. */
  readonly maxPriceMinor: number | null;
}

/** Items that pass. With a price bound, an item without a readable price does not. */
export function filterItems(items: readonly FoundItem[], filter: ItemFilter): readonly FoundItem[] {
  const keyword = filter.keyword === null ? "" : fold(filter.keyword.trim());
  const { minPriceMinor: min, maxPriceMinor: max } = filter;
  return items.filter(({ title, price }) => {
    if (!fold(title).includes(keyword)) return false;
    if (min === null && max === null) return true;
    if (price === undefined) return false;
    return price.minorUnits >= (min ?? 0) && price.minorUnits <= (max ?? Number.MAX_SAFE_INTEGER);
  });
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
