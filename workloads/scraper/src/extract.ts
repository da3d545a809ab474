import { type CheerioAPI, load } from "cheerio";
import { type Extraction, type FoundItem, MAX_ITEMS, MAX_LINK, MAX_TITLE, type Selectors } from "./item";
import { PageError } from "./page-error";
import { plainText } from "./plain-text";
import { parsePrice } from "./price";
import { webAddress } from "./web-address";

/** A node of cheerio's tree; the package that names it is not one of ours. */
type Node = Parameters<CheerioAPI["contains"]>[0];

/**
 * Finds the items of a page. Nothing on the page is executed; markup inside a title is dropped, not interpreted.
 * Costs memory and time in proportion to the page, and far more for a page made to hurt: call it where both are limited.
 *
 * @throws {PageError} `selector` naming every selector that does not parse
 */
export function extractItems(html: string, pageUrl: string, selectors: Selectors): Extraction {
  const $ = load(html);
  checkSelectors($, selectors);
  const base = webAddress($("base[href]").first().attr("href") ?? "", pageUrl) ?? new URL(pageUrl);
  const elements = $(selectors.item).toArray();
  const items: FoundItem[] = [];
  let skipped = 0;
  for (const element of elements.slice(0, MAX_ITEMS)) {
    const item = readItem($, element, selectors, base, pageUrl);
    if (item === undefined) skipped++;
    else items.push(item);
  }
  return { items, skipped, truncated: elements.length > MAX_ITEMS };
}

function checkSelectors($: CheerioAPI, selectors: Selectors): void {
  const nothing = $("<i></i>");
  const problems = Object.entries(selectors).flatMap(([name, selector]) => {
    try {
      if (selector !== null) nothing.find(selector);
      return [];
    } catch (error) {
      return [`${name} ${JSON.stringify(selector)} (${error instanceof Error ? error.message : String(error)})`];
    }
  });
  if (problems.length > 0) throw new PageError("selector", `bad CSS selector: ${problems.join("; ")}`);
}

function readItem(
  $: CheerioAPI,
  element: Node,
  selectors: Selectors,
  base: URL,
  pageUrl: string,
): FoundItem | undefined {
  const title = plainText(textOf($, element, selectors.title), MAX_TITLE);
  const href = linkOf($, element, selectors.link);
  const link = href === undefined ? undefined : webAddress(href, base)?.href;
  if (title === "" && link === undefined) return undefined;
  const usable = link !== undefined && link.length <= MAX_LINK ? link : pageUrl;
  const price = selectors.price === null ? undefined : parsePrice(plainText(textOf($, element, selectors.price), 200));
  return { title: title === "" ? plainText(usable, MAX_TITLE) : title, link: usable, price };
}

/** First match inside the element, or the element itself where it matches, so that `a` works for a list of links. */
function pick($: CheerioAPI, element: Node, selector: string) {
  const inside = $(element).find(selector).first();
  return inside.length > 0 ? inside : $(element).filter(selector);
}

function textOf($: CheerioAPI, element: Node, selector: string): string {
  const found = pick($, element, selector);
  // `content` and `title` hold the text where the element shows none, as in microdata and truncated headings.
  return found.text().trim() || (found.attr("content") ?? found.attr("title") ?? "");
}

function linkOf($: CheerioAPI, element: Node, selector: string): string | undefined {
  const found = pick($, element, selector);
  const href =
    found.attr("href") ?? found.find("a[href]").first().attr("href") ?? found.closest("a[href]").attr("href");
  const trimmed = href?.trim();
  return trimmed === "" ? undefined : trimmed;
}
