/**
 * What can be wrong with one watch. Every code is one error line of one watch; none of them stops the run.
 *
 * - `address`: the host resolves to, or is, an address the scraper must not reach
 * - `url`: not http(s), or carries a user name or password
 * - `robots`: robots.txt forbids the page, or the host could not say (RFC 9309 section 2.3.1.4)
 * - `connect`: DNS, TCP or TLS failed, or the connection broke
 * - `timeout`: the time limit of the page, its headers or a pause in its body was exceeded
 * - `headers`: the header block is too large or not HTTP
 * - `size`: the body is larger than the limit, before or after decompression
 * - `status`: neither 2xx nor 304 nor a redirect that can be followed
 * - `redirects`: too many redirects, a loop, or a redirect without a target
 * - `content`: not HTML, an unknown charset or compression, or bytes that are not text
 * - `selector`: a selector that does not parse
 * - `extract`: the page could not be parsed within the memory and time limits
 * - `store`: the database refused what was found on the page
 * - `internal`: a defect of the scraper itself
 */
export type PageErrorCode =
  | "address"
  | "url"
  | "robots"
  | "connect"
  | "timeout"
  | "headers"
  | "size"
  | "status"
  | "redirects"
  | "content"
  | "selector"
  | "extract"
  | "store"
  | "internal";

/** One watch failed. The message is lower case, says what was got, what was expected and what to do. */
export class PageError extends Error {
  override readonly name = "PageError";

  constructor(
    readonly code: PageErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Wraps anything thrown while a page was worked on; a {@link PageError} is returned as it is. */
  static from(error: unknown, code: PageErrorCode = "internal"): PageError {
    if (error instanceof PageError) return error;
    return new PageError(code, error instanceof Error ? error.message : String(error));
  }
}
