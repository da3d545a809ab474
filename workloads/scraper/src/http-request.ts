import type { IncomingHttpHeaders } from "node:http";
import type { Agent, Dispatcher } from "undici";
import { request } from "undici";
import { PageError } from "./page-error";
import { ACCEPTED_ENCODINGS, discard, readBody } from "./response-body";

/** What may pass for one response. All times in milliseconds. */
export interface FetchLimits {
  /** From the first byte sent to the last byte received. */
  readonly totalMs: number;
  /** Until the header block is complete. */
  readonly headersMs: number;
  /** Longest silence inside a body. */
  readonly idleMs: number;
  /** Largest body, before and after decompression. */
  readonly bodyBytes: number;
}

/** What an earlier answer said about itself, for a conditional request. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** One answer of a server. */
export type Reply =
  | { readonly kind: "not-modified" }
  | { readonly kind: "redirect"; readonly status: number; readonly location: string | undefined }
  | { readonly kind: "error"; readonly status: number }
  | {
      readonly kind: "content";
      readonly body: Buffer;
      readonly contentType: string | undefined;
      readonly validators: Validators;
    };

export interface RequestOptions {
  readonly agent: Agent;
  readonly userAgent: string;
  readonly limits: FetchLimits;
  /** Value of the `Accept` header. */
  readonly accept: string;
  /** Makes the request conditional. */
  readonly validators?: Validators;
  /** Ends the request at once, such as when the process is asked to stop. */
  readonly signal: AbortSignal;
}

/** Longer validators are not stored and sent back; a hostile server must not fill the database with them. */
const MAX_VALIDATOR = 1024;

/** Sends one GET and reads its answer; never follows a redirect. @throws {PageError} */
export async function sendRequest(url: URL, options: RequestOptions): Promise<Reply> {
  const deadline = AbortSignal.timeout(options.limits.totalMs);
  const signal = AbortSignal.any([deadline, options.signal]);
  try {
    const response = await request(url, {
      dispatcher: options.agent,
      method: "GET",
      headers: requestHeaders(options),
      headersTimeout: options.limits.headersMs,
      bodyTimeout: options.limits.idleMs,
      signal,
    });
    return await readReply(response, options.limits.bodyBytes);
  } catch (error) {
    throw describe(error, url, options, deadline);
  }
}

function requestHeaders({ userAgent, accept, validators }: RequestOptions): Record<string, string> {
  return {
    "user-agent": userAgent,
    accept,
    "accept-encoding": ACCEPTED_ENCODINGS,
    ...(validators?.etag ? { "if-none-match": validators.etag } : {}),
    ...(validators?.lastModified ? { "if-modified-since": validators.lastModified } : {}),
  };
}

async function readReply({ statusCode, headers, body }: Dispatcher.ResponseData, limit: number): Promise<Reply> {
  if (statusCode >= 200 && statusCode < 300) {
    const bytes = await readBody(body, single(headers, "content-encoding"), limit);
    const validators = { etag: validator(headers, "etag"), lastModified: validator(headers, "last-modified") };
    return { kind: "content", body: bytes, contentType: single(headers, "content-type"), validators };
  }
  // The rest of the answer is of no interest, and may be endless.
  discard(body);
  if (statusCode === 304) return { kind: "not-modified" };
  if (statusCode >= 300 && statusCode < 400)
    return { kind: "redirect", status: statusCode, location: single(headers, "location") };
  return { kind: "error", status: statusCode };
}

function single(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function validator(headers: IncomingHttpHeaders, name: string): string | null {
  const value = single(headers, name);
  // Only visible ASCII goes back into a request header (RFC 9110 section 5.5).
  return value !== undefined && value.length <= MAX_VALIDATOR && /^[\x20-\x7e]+$/.test(value) ? value : null;
}

const TIMEOUTS = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

function describe(error: unknown, url: URL, { limits, signal }: RequestOptions, deadline: AbortSignal): unknown {
  if (error instanceof PageError || signal.aborted) return error;
  const { host } = url;
  if (deadline.aborted)
    return new PageError("timeout", `${host} did not finish its answer within ${limits.totalMs} ms`);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  if (TIMEOUTS.has(code)) return new PageError("timeout", `${host} kept us waiting: ${lowerFirst(message)} (${code})`);
  if (code === "UND_ERR_HEADERS_OVERFLOW") return new PageError("headers", `${host} sent too large a header block`);
  if (error instanceof Error && error.name === "HTTPParserError")
    return new PageError("headers", `${host} does not speak HTTP: ${lowerFirst(message)}`);
  return new PageError("connect", `connection to ${host} failed: ${lowerFirst(message)}${code ? ` (${code})` : ""}`);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
