import type { DigestItem, DigestSnapshot } from "./digest";
import { escapeHtml } from "./escape-html";
import { priceText } from "./price-text";

/** The parts of a mail that are its content. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Longest part of a title in the subject, in UTF-16 code units. */
const SUBJECT_TITLE = 60;

/** Content of a digest. Everything that came from a page is text, in both parts. */
export function renderDigest({ items }: DigestSnapshot, unsubscribeUrl: string): Rendered {
  const groups = [...byWatch(items)];
  const count = items.length === 1 ? "1 new item" : `${items.length} new items`;
  const text = [
    `${count}:`,
    ...groups.map(([watch, found]) => [`${watch}`, ...found.map(textItem)].join("\n\n")),
    `--\nYou get this mail because you confirmed a subscription. Unsubscribe:\n${unsubscribeUrl}`,
  ].join("\n\n");
  const html = page(
    count,
    groups
      .map(([watch, found]) => `<h2>${escapeHtml(watch)}</h2>\n<ul>\n${found.map(htmlItem).join("\n")}\n</ul>`)
      .join("\n"),
    unsubscribeUrl,
  );
  return { subject: subject(items, count), text: `${text}\n`, html };
}

function byWatch(items: readonly DigestItem[]): Map<string, DigestItem[]> {
  const groups = new Map<string, DigestItem[]>();
  for (const item of items) groups.set(item.watch, [...(groups.get(item.watch) ?? []), item]);
  return groups;
}

function subject(items: readonly DigestItem[], count: string): string {
  const title = items[0]?.title ?? "";
  const short =
    title.length > SUBJECT_TITLE ? `${title.slice(0, SUBJECT_TITLE - 1).replace(/[\ud800-\udbff]$/, "")}…` : title;
  return items.length === 1 ? `New: ${short}` : `${count}: ${short} …`;
}

function textItem({ title, link, priceMinor, currency }: DigestItem): string {
  const price = priceMinor === null ? "" : ` (${priceText(priceMinor, currency)})`;
  return `- ${title}${price}\n  ${link}`;
}

function htmlItem({ title, link, priceMinor, currency }: DigestItem): string {
  const price = priceMinor === null ? "" : ` <b>${escapeHtml(priceText(priceMinor, currency))}</b>`;
  // The scraper stores http(s) links only; a link of any other kind is not made clickable all the same.
  const name = /^https?:\/\//i.test(link)
    ? `<a href="${escapeHtml(link)}" rel="noreferrer">${escapeHtml(title)}</a>`
    : escapeHtml(title);
  return `<li>${name}${price}</li>`;
}

function page(count: string, body: string, unsubscribeUrl: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${count}</title></head>
<body style="font-family: system-ui, sans-serif; line-height: 1.5; max-width: 40em">
<h1 style="font-size: 1.2em">${count}</h1>
${body}
<p style="color: #666; font-size: 0.9em">You get this mail because you confirmed a subscription.
<a href="${escapeHtml(unsubscribeUrl)}">Unsubscribe</a></p>
</body>
</html>
`;
}
