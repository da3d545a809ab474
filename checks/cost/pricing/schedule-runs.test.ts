import { describe, expect, it } from "vitest";
import { runsPerMonth } from "./schedule-runs";

describe("runs a month", () => {
  it.each([
    ["rate(6 hours)", 730 / 6],
    ["rate(1 minute)", 43_800],
    ["rate(7 days)", 365 / 7 / 12],
    ["cron(0 */6 * * ? *)", (4 * 365) / 12],
    ["cron(0 6 * * ? *)", 365 / 12],
    ["cron(0,30 8-17 ? * MON-FRI *)", (2 * 10 * 261) / 12],
    ["cron(0 0 1 * ? *)", 1],
    ["cron(0 0 31 * ? *)", 7 / 12],
    ["cron(0 0 L * ? *)", 1],
    ["cron(0 0 LW * ? *)", 1],
    ["cron(0 0 15W * ? *)", 1],
    ["cron(0 0 ? * 2#1 *)", 1],
    ["cron(0 0 ? * 6L *)", 1],
    // five Mondays in 2025: March, June, September, December
    ["cron(0 0 ? * 2#5 *)", 4 / 12],
    ["cron(0 0 1 1 ? *)", 1 / 12],
  ])("of %s are %d", (expression, runs) => {
    expect(runsPerMonth(expression)?.low).toBeCloseTo(runs, 9);
    expect(runsPerMonth(expression)?.high).toBeCloseTo(runs, 9);
  });

  it("of a single date are none or one", () => {
    expect(runsPerMonth("at(2030-01-31T06:00:00)")).toMatchObject({ low: 0, high: 1 });
  });

  it.each([undefined, "", "rate(1 hours)", "cron(0 6 * * *)", "${var.x}"])("of %s can't be known", (expression) => {
    expect(runsPerMonth(expression)).toBeUndefined();
  });
});
