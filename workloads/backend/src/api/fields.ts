import { z } from "@hono/zod-openapi";
import { decodeIdCursor, decodeTimeCursor, encodeIdCursor, encodeTimeCursor } from "../store/cursor";
import { isSelector } from "./selector";

/** PostgreSQL cannot store the character NUL in a text: https://www.postgresql.org/docs/current/datatype-character.html */
const NO_NUL = /^[^\0]*$/;

/** A text of at most so many characters. */
export function text(maximum: number) {
  return z.string().max(maximum).regex(NO_NUL, "must not contain the character NUL");
}

/** Where a page is. Without user and password: these would be shown to everyone who may see the watch. */
export const pageUrl = z
  .url({ protocol: /^https?$/, error: "must be an absolute http or https URL" })
  .max(2048)
  .refine((value) => URL.canParse(value) && new URL(value).username === "" && new URL(value).password === "", {
    message: "must not contain a user name or a password",
  })
  .transform((value) => new URL(value).href)
  .openapi({ type: "string", format: "uri", example: "https://shop.example.com/new" });

export const selector = text(500)
  .min(1)
  .refine(isSelector, "must be a CSS selector; pseudo-elements are not supported")
  .openapi({ example: "li.product" });

/** An amount in the smallest unit of a currency, such as cents. */
export const minorAmount = z.int().min(0).max(Number.MAX_SAFE_INTEGER).openapi({ format: "int64", example: 1999 });

/** Case-folded: two spellings of one address are one subscription. */
export const email = z
  .email("must be an email address")
  .max(254)
  .transform((value) => value.toLowerCase())
  .openapi({ type: "string", format: "email", example: "jo@example.com" });

export const uuid = z.uuid().openapi({ example: "4be0643f-1d98-473b-97cd-ca98a65347dd" });

export const time = z.iso.datetime({ offset: true });

/** A moment a client names: a day means its beginning in UTC. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((value) => new Date(value))
  .refine((value) => value.getUTCFullYear() > 0 && value.getUTCFullYear() < 10_000, "must be a year from 0001 to 9999")
  .openapi({ type: "string", format: "date-time", example: "2026-01-31T00:00:00Z" });

export const limit = z.coerce.number().int().min(1).max(100).default(20).openapi({ type: "integer", example: 20 });

/** `nextCursor` of the page before. */
export const timeCursor = cursor(
  decodeTimeCursor,
  encodeTimeCursor({ at: new Date("2026-01-31T00:00:00Z"), id: "4be0643f-1d98-473b-97cd-ca98a65347dd" }),
);
export const idCursor = cursor(decodeIdCursor, encodeIdCursor(1_000));

function cursor<T>(decode: (text: string) => T | undefined, example: string) {
  return z
    .string()
    .max(100)
    .transform((value, context) => {
      const decoded = decode(value);
      if (decoded !== undefined) return decoded;
      context.addIssue({ code: "custom", message: "must be the nextCursor of another page of this list" });
      return z.NEVER;
    })
    .openapi({ type: "string", description: "`nextCursor` of the page before", example });
}
