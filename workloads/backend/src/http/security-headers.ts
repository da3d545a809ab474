import { createHash } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../dependencies";

/** The `style-src` source that admits one inline stylesheet and no other. */
export function styleHash(css: string): string {
  return `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
}

/**
 * Headers of every answer. Nothing may run, load or frame: the one stylesheet is admitted by its hash, the icon and the
 * forms by their origin. Strict-Transport-Security is left to whoever terminates TLS, who alone knows the other hosts.
 */
export function securityHeaders(css: string): MiddlewareHandler<AppEnv> {
  const policy = [
    "default-src 'none'",
    `style-src ${styleHash(css)}`,
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  const headers = {
    "content-security-policy": policy,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  };
  // Before the handler, which may override them: touching a finished answer costs more than making it.
  return async function securityHeaders(c, next) {
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    await next();
  };
}
