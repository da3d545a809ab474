import type { MiddlewareHandler } from "hono";
import type { Logger } from "../../../shared/src/log";
import type { AppEnv } from "../dependencies";

/** Asked for every few seconds by machines; seen at level debug only. */
const QUIET = new Set(["/healthz", "/readyz"]);

/** One line per request. The query is left out: it carries the tokens of signed links. */
export function requestLog(logger: Logger): MiddlewareHandler<AppEnv> {
  return async function requestLog(c, next) {
    const started = performance.now();
    await next();
    const level = QUIET.has(c.req.path) ? "debug" : "info";
    logger[level]("request", {
      requestId: c.get("requestId"),
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      ms: Math.round((performance.now() - started) * 10) / 10,
    });
  };
}
