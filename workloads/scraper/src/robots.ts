import createRobots from "robots-parser";
import type { HostGate } from "./host-gate";
import type { RequestOptions } from "./http-request";
import { sendRequest } from "./http-request";
import { PageError } from "./page-error";
import { webAddress } from "./web-address";

/** Decides whether a page may be asked for. */
export type RobotsCheck = (url: URL) => Promise<void>;

/** RFC 9309 section 2.5: at least 500 KiB must be read. */
const MAX_BYTES = 512 * 1024;

/** RFC 9309 section 2.3.1.2: at least five redirects are followed. */
const MAX_REDIRECTS = 5;

/** A host cannot keep the run waiting longer than this between two pages, in seconds. */
const LONGEST_CRAWL_DELAY = 30;

type Rules = "everything" | "nothing" | ReturnType<typeof createRobots>;

/**
 * robots.txt as RFC 9309 reads it, fetched once per origin and run. No file (4xx) allows everything; a host that fails
 * to answer (5xx, 429, timeout, broken connection) allows nothing in this run. `Crawl-delay` is honoured up to 30 s.
 *
 * The check throws a {@link PageError} `robots` when the page may not be fetched, and `address` when the host may not be
 * reached at all.
 */
export function createRobotsCheck(gate: HostGate, request: Omit<RequestOptions, "accept" | "validators">): RobotsCheck {
  const known = new Map<string, Promise<Rules>>();
  // The product token alone is matched against the file (RFC 9309 section 2.2.1).
  const product = request.userAgent.split(/[/\s]/)[0] ?? request.userAgent;

  const load = async (origin: string): Promise<Rules> => {
    const rules = await fetchRules(new URL("/robots.txt", origin), gate, request);
    if (typeof rules === "string") return rules;
    const delay = rules.getCrawlDelay(product);
    if (delay !== undefined && delay > 0)
      gate.slowDown(new URL(origin).host, Math.min(delay, LONGEST_CRAWL_DELAY) * 1000);
    return rules;
  };

  return async (url) => {
    const rules = known.get(url.origin) ?? load(url.origin);
    known.set(url.origin, rules);
    const answer = await rules;
    if (answer === "everything") return;
    if (answer === "nothing")
      throw new PageError(
        "robots",
        `${url.host} did not answer for its robots.txt; the page is left alone in this run`,
      );
    if (answer.isAllowed(url.href, product) === false)
      throw new PageError(
        "robots",
        `robots.txt of ${url.host} forbids ${url.pathname} to ${product}; remove the watch`,
      );
  };
}

async function fetchRules(
  start: URL,
  gate: HostGate,
  request: Omit<RequestOptions, "accept" | "validators">,
): Promise<Rules> {
  const options = { ...request, accept: "text/plain, */*;q=0.1", limits: { ...request.limits, bodyBytes: MAX_BYTES } };
  let url = start;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const reply = await askOnce(url, gate, options);
    if (reply === "unreachable") return "nothing";
    if (reply.kind === "content") return createRobots(start.href, reply.body.toString("utf8"));
    // 429 is a 4xx that means "not now", which is what 5xx means here.
    if (reply.kind === "error") return reply.status >= 500 || reply.status === 429 ? "nothing" : "everything";
    const target = reply.kind === "redirect" ? webAddress(reply.location ?? "", url) : undefined;
    if (target === undefined) return "everything";
    url = target;
  }
  return "everything";
}

async function askOnce(url: URL, gate: HostGate, options: RequestOptions) {
  try {
    return await gate.pass(url.host, options.signal, () => sendRequest(url, options));
  } catch (error) {
    if (options.signal.aborted) throw error;
    // A refused address is the watch's own error, not a question of manners.
    if (error instanceof PageError && error.code === "address") throw error;
    return "unreachable" as const;
  }
}
