import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../dependencies";
import { Problem } from "./problem";

/**
 * Compares a token with all known ones in constant time. Both sides are hashed first, so that neither the length nor the
 * position of the first difference can be measured, and all tokens are compared whichever matches.
 */
export function tokenChecker(tokens: readonly string[]): (given: string) => boolean {
  const known = tokens.map(digest);
  return (given) => {
    const hashed = digest(given);
    return known.map((token) => timingSafeEqual(token, hashed)).includes(true);
  };
}

/** Asks for `Authorization: Bearer <token>`. @see https://www.rfc-editor.org/rfc/rfc6750 */
export function bearerToken(tokens: readonly string[]): MiddlewareHandler<AppEnv> {
  return authentication(tokens, 'Bearer realm="stowage"', (header) => /^bearer +(\S+)$/i.exec(header)?.[1]);
}

/** Asks a browser for an API token as the password of HTTP Basic; any user name will do. */
export function basicToken(tokens: readonly string[]): MiddlewareHandler<AppEnv> {
  return authentication(tokens, 'Basic realm="stowage", charset="UTF-8"', (header) => {
    const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
    return encoded === undefined ? undefined : /^[^:]*:(.*)$/.exec(Buffer.from(encoded, "base64").toString())?.[1];
  });
}

function authentication(
  tokens: readonly string[],
  challenge: string,
  tokenOf: (header: string) => string | undefined,
): MiddlewareHandler<AppEnv> {
  const isKnown = tokenChecker(tokens);
  const headers = { "www-authenticate": challenge };
  return async function authentication(c, next) {
    const token = tokenOf(c.req.header("authorization") ?? "");
    if (token === undefined) throw new Problem(401, "an API token is needed in the Authorization header", { headers });
    if (!isKnown(token)) throw new Problem(401, "the API token is not known", { headers });
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
