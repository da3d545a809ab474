import { describe, expect, test } from "vitest";
import { longestGapMinutes } from "./schedule-gap";

const HOUR = 60;
const DAY = 24 * HOUR;

describe("the longest pause between two starts", () => {
  test.each([
    ["a rate is its own pause", ["rate(6 hours)"], 6 * HOUR],
    ["every day at six", ["cron(0 6 * * ? *)"], DAY],
    ["every six hours", ["cron(0 0/6 * * ? *)"], 6 * HOUR],
    ["at two times of a day the longer pause counts", ["cron(0 6,8 * * ? *)"], 22 * HOUR],
    ["working days pause over the weekend", ["cron(0 6 ? * MON-FRI *)"], 3 * DAY],
    ["every Monday", ["cron(0 6 ? * MON *)"], 7 * DAY],
    ["once a month, the longest month", ["cron(0 0 1 * ? *)"], 31 * DAY],
    ["one expression fills the pauses of another", ["cron(0 6 ? * MON-FRI *)", "cron(0 6 ? * SAT,SUN *)"], DAY],
    ["a rate bounds a rare cron", ["cron(0 6 ? * MON *)", "rate(1 day)"], DAY],
  ])("%s", (_, expressions, minutes) => {
    expect(longestGapMinutes(expressions)).toBe(minutes);
  });

  test.each([
    ["a single time has none", ["at(2027-01-01T06:00:00)"]],
    ["years that are over have none", ["cron(0 6 * * ? 2024)"]],
    ["what AWS would refuse has none", ["cron(0 6 * * *)"]],
    ["nothing has none", []],
  ])("%s", (_, expressions) => {
    expect(longestGapMinutes(expressions)).toBeUndefined();
  });
});
