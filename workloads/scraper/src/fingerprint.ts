import { createHash } from "node:crypto";
import type { FoundItem } from "./item";

/**
 * What makes an item the same item on the next visit, within its watch: where it leads, without fragment and
 * tracking parameters; or its
 * title, where it leads nowhere but to the page it stands on. A changed title or price is therefore the same item, and a
 * changed address is a new one.
 */
export function fingerprint(item: FoundItem, pageUrl: string): string {
  const link = canonical(item.link);
  const identity =
    link === canonical(pageUrl) ? `title\n${item.title.normalize("NFKC").toLowerCase()}` : `link\n${link}`;
  return createHash("sha256").update(identity).digest("base64url");
}

/** Parameters that say where a visitor came from, and nothing about where the link leads. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|msclkid|mc_cid|mc_eid|igshid)$/i;

function canonical(address: string): string {
  const url = new URL(address);
  url.hash = "";
  for (const name of [...url.searchParams.keys()].filter((key) => TRACKING.test(key))) url.searchParams.delete(name);
  return url.href;
}
