import type { MiddlewareHandler } from "hono";
import type { AppEnv, Dependencies } from "../dependencies";
import { clientAddress } from "./client-address";
import { Problem } from "./problem";
import { type RateLimit, RateLimiter } from "./rate-limiter";

/** The general limit for every client. A burst is a quarter of a minute's requests. */
export function generalLimit(perMinute: number): RateLimit | undefined {
  return perMinute === 0 ? undefined : { perMinute, burst: Math.max(1, Math.ceil(perMinute / 4)) };
}

/**
 * Answers 429 with `Retry-After` when a client asks too often.
 * @param limit undefined lets everything pass
 */
export function rateLimit(limit: RateLimit | undefined, { config, now }: Dependencies): MiddlewareHandler<AppEnv> {
  const limiter = limit && new RateLimiter(limit);
  return async function rateLimit(c, next) {
    const address = clientAddress(c.env?.remoteAddress, c.req.header("x-forwarded-for"), config.TRUSTED_PROXY_HOPS);
    const seconds = limiter?.take(address, now().getTime()) ?? 0;
    if (seconds > 0) {
      throw new Problem(429, `too many requests from your address; the next is possible in ${seconds} s`, {
        headers: { "retry-after": String(seconds) },
      });
    }
    await next();
  };
}
