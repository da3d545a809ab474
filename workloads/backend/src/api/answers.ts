import { z } from "@hono/zod-openapi";

/** Problem Details: https://www.rfc-editor.org/rfc/rfc9457 */
const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().optional(), parameter: z.string().optional(), detail: z.string() }))
      .optional(),
  })
  .openapi("Problem");

const descriptions = {
  400: "The request does not fit the description; `errors` lists everything that is wrong with it",
  401: "No API token, or an unknown one",
  404: "There is no such thing",
  413: "The body is larger than the limit",
  415: "The body is not JSON",
  429: "Too many requests from this address; `Retry-After` says when to come back",
  503: "The database is away; `Retry-After` says when to come back",
} as const;

type Status = keyof typeof descriptions;

const everywhere: readonly Status[] = [401, 429, 503];

/** The problems a route can answer with, for its description, beside those every route has. */
export function problems(...statuses: readonly Status[]) {
  const entries = [...everywhere, ...statuses].map((status) => [
    status,
    { description: descriptions[status], content: { "application/problem+json": { schema: problem } } },
  ]);
  return Object.fromEntries(entries) as Record<
    Status,
    { description: string; content: { "application/problem+json": { schema: typeof problem } } }
  >;
}

/** A successful JSON answer. */
export function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { "application/json": { schema } } };
}

/** A required JSON body. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { body: { required: true, content: { "application/json": { schema } } } };
}

/** One page of a list. */
export function pageOf<S extends z.ZodType>(name: string, schema: S) {
  const nextCursor = z.string().nullable().openapi({ description: "Null on the last page" });
  return z.object({ data: z.array(schema), nextCursor }).openapi(name);
}
