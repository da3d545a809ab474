import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** One thing that is wrong with a request. */
export interface ProblemDetail {
  /** JSON pointer into the body, as in RFC 6901; exclusive with `parameter`. */
  readonly pointer?: string;
  /** Name of the path or query parameter. */
  readonly parameter?: string;
  readonly detail: string;
}

/** A request that cannot be served, as its answer will say it. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: ContentfulStatusCode,
    /** What a person needs to know about this occurrence. No secrets: it leaves the house. */
    readonly detail: string,
    readonly options: {
      readonly errors?: readonly ProblemDetail[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
  }
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/**
 * Answers with Problem Details. The type is `about:blank`, so the title is the status phrase; what is particular stands in
 * `detail` and `errors`, and `requestId` finds the log line.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export function problemResponse(c: Context, problem: Problem): Response {
  const { status, detail, options } = problem;
  const body = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    requestId: c.get("requestId"),
    ...(options.errors === undefined ? {} : { errors: options.errors }),
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json", ...options.headers });
}
