import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RateLimiter } from "./rate-limiter";

describe("the rate limiter", () => {
  test("lets a burst pass, then one request each time a token is back", () => {
    const limiter = new RateLimiter({ perMinute: 60, burst: 3 });
    expect([0, 0, 0, 0].map((at) => limiter.take("a", at))).toEqual([0, 0, 0, 1]);
    expect(limiter.take("a", 1_000)).toBe(0);
    expect(limiter.take("a", 1_001)).toBe(1);
  });

  test("says when to come back, also for slow limits", () => {
    const limiter = new RateLimiter({ perMinute: 1 / 6, burst: 1 });
    limiter.take("a", 0);
    expect(limiter.take("a", 0)).toBe(360);
    expect(limiter.take("a", 360_000)).toBe(0);
  });

  test("counts clients apart", () => {
    const limiter = new RateLimiter({ perMinute: 60, burst: 1 });
    expect([limiter.take("a", 0), limiter.take("b", 0), limiter.take("a", 0)]).toEqual([0, 0, 1]);
  });

  test("remembers a bounded number of clients and forgets the one not seen longest", () => {
    const limiter = new RateLimiter({ perMinute: 60, burst: 1 }, 100);
    for (let client = 0; client < 1_000; client++) limiter.take(String(client), 0);
    expect(limiter.size).toBe(100);
    expect(limiter.take("999", 0)).toBe(1);
    expect(limiter.take("0", 0)).toBe(0);
  });

  test("never lets more pass than the burst and the refill, whatever the clock does", () => {
    const times = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(times, (moments) => {
        const limiter = new RateLimiter({ perMinute: 60, burst: 5 });
        const sorted = [...moments].sort((one, other) => one - other);
        const passed = sorted.filter((moment) => limiter.take("a", moment) === 0).length;
        expect(passed).toBeLessThanOrEqual(5 + 10);
      }),
    );
    const limiter = new RateLimiter({ perMinute: 60, burst: 1 });
    limiter.take("a", 10_000);
    expect(limiter.take("a", 0)).toBe(1);
  });
});
