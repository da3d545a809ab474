import type { Price } from "./price";

/** How to find items on a page; CSS selectors as `document.querySelectorAll` takes them. */
export interface Selectors {
  /** One item. */
  readonly item: string;
  /** Inside the item; its text is the title. */
  readonly title: string;
  /** Inside the item, or the item itself; its `href` is the link. */
  readonly link: string;
  /** Inside the item; its text holds the price. `null` reads no price. */
  readonly price: string | null;
}

/** Something found on a page. */
export interface FoundItem {
  /** Plain text, one line, at most {@link MAX_TITLE} characters. */
  readonly title: string;
  /** Absolute http(s) address; the page's own where the item has none. */
  readonly link: string;
  readonly price: Price | undefined;
}

/** What a page holds. */
export interface Extraction {
  readonly items: readonly FoundItem[];
  /** Elements that matched the item selector but had neither a title nor a link. */
  readonly skipped: number;
  /** Whether the page had more than {@link MAX_ITEMS} items. */
  readonly truncated: boolean;
}

/** Longest title kept, in UTF-16 code units. */
export const MAX_TITLE = 300;

/** Longest link kept; a longer one is replaced by the page's address. */
export const MAX_LINK = 2048;

/** Most items taken from one page, in document order. */
export const MAX_ITEMS = 1000;
