import type { HostGate } from "./host-gate";
import type { RequestOptions, Validators } from "./http-request";
import { sendRequest } from "./http-request";
import { PageError } from "./page-error";
import type { RobotsCheck } from "./robots";
import { pageAddress, webAddress } from "./web-address";

/** A page that can be worked on, or the news that nothing changed. */
export type FetchedPage =
  | { readonly kind: "not-modified" }
  | {
      readonly kind: "page";
      /** Address after all redirects; relative links are relative to it. */
      readonly url: URL;
      readonly body: Buffer;
      readonly contentType: string | undefined;
      readonly validators: Validators;
    };

/** Fetches one watched page. */
export type PageFetcher = (url: string, validators: Validators) => Promise<FetchedPage>;

export interface PageFetcherOptions {
  readonly gate: HostGate;
  readonly robots: RobotsCheck;
  readonly request: Omit<RequestOptions, "accept" | "validators">;
  /** Redirects followed for one page; 0 follows none. */
  readonly maxRedirects: number;
}

const ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

/** Types the extraction understands; a page without a type is given the benefit of the doubt. */
const HTML = /^\s*(?:text\/html|application\/xhtml\+xml)\s*(?:;|$)/i;

/**
 * Fetches pages politely and safely: each hop of a redirect is a new address, judged from the start by robots.txt, the
 * host's pause and the guarded agent. All hops together share one time limit; waiting for the host's turn is not counted.
 */
export function createPageFetcher({ gate, robots, request, maxRedirects }: PageFetcherOptions): PageFetcher {
  return async (address, validators) => {
    const seen = new Set<string>();
    let leftMs = request.limits.totalMs;
    let url = pageAddress(address);
    for (;;) {
      if (seen.has(url.href)) throw new PageError("redirects", `${url.host} redirects in a circle`);
      seen.add(url.href);
      await robots(url);
      const reply = await gate.pass(url.host, request.signal, async () => {
        const startedAt = performance.now();
        const limits = { ...request.limits, totalMs: Math.max(1, Math.floor(leftMs)) };
        try {
          return await sendRequest(url, { ...request, limits, accept: ACCEPT, validators });
        } finally {
          leftMs -= performance.now() - startedAt;
        }
      });
      if (reply.kind === "not-modified") return acceptNotModified(url, validators);
      if (reply.kind === "content") return acceptPage(url, reply);
      if (reply.kind === "error")
        throw new PageError("status", `${url.host} answered ${reply.status}; expected 200, 304 or a redirect`);
      if (seen.size > maxRedirects) throw new PageError("redirects", `more than ${maxRedirects} redirects`);
      url = nextAddress(url, reply.status, reply.location);
    }
  };
}

function acceptNotModified(url: URL, { etag, lastModified }: Validators): FetchedPage {
  if (etag === null && lastModified === null)
    throw new PageError("status", `${url.host} answered 304 to a request without conditions`);
  return { kind: "not-modified" };
}

function acceptPage(
  url: URL,
  reply: { readonly body: Buffer; readonly contentType: string | undefined; readonly validators: Validators },
): FetchedPage {
  const { body, contentType, validators } = reply;
  if (contentType !== undefined && !HTML.test(contentType))
    throw new PageError("content", `content-type ${JSON.stringify(contentType.slice(0, 100))} is not HTML`);
  return { kind: "page", url, body, contentType, validators };
}

function nextAddress(from: URL, status: number, location: string | undefined): URL {
  const target = location === undefined ? undefined : webAddress(location, from);
  if (target === undefined)
    throw new PageError("redirects", `${from.host} answered ${status} without an http(s) address to go to`);
  return pageAddress(target.href);
}
