import { describe, expect, it } from "vitest";
import { neverRuns } from "./never-runs";
import { skippedRuns } from "./skipped-runs";

describe("neverRuns", () => {
  it.each([
    ["rate(6 hours)", false],
    ["at(2020-01-01T00:00:00)", false],
    ["cron(0 12 29 2 ? *)", false],
    ["cron(0 12 ? * 6#5 *)", false],
    ["cron(0 12 30 2 ? *)", true],
    ["cron(0 12 31 4,6,9,11 ? *)", true],
    ["cron(0 12 * * ? 2020)", true],
    ["cron(0 12 29 2 ? 2027)", true],
    ["nonsense", false],
  ])("of %s is %s", (expression, expected) => {
    expect(neverRuns(expression)).toBe(expected);
  });
});

describe("runs that a clock change leaves out", () => {
  const year = { from: Date.UTC(2027, 0) / 60_000, to: Date.UTC(2028, 0) / 60_000 };
  const skipped = (expression: string, timeZone: string) =>
    skippedRuns({ expression, timeZone }, year).map((local) => new Date(local * 60_000).toISOString().slice(0, 16));

  it.each([
    ["cron(30 2 * * ? *)", "Europe/Rome", ["2027-03-28T02:30"]],
    ["cron(30 2 ? * SUN *)", "Europe/Rome", ["2027-03-28T02:30"]],
    ["cron(0/30 0-3 * * ? *)", "America/New_York", ["2027-03-14T02:00", "2027-03-14T02:30"]],
    ["cron(15 2 3 10 ? *)", "Australia/Lord_Howe", ["2027-10-03T02:15"]],
    ["cron(45 2 * * ? *)", "Australia/Lord_Howe", []],
    ["cron(30 2 ? * WED *)", "Europe/Rome", []],
    ["cron(30 2 * * ? *)", "UTC", []],
    ["cron(30 2 * * ? *)", "Asia/Kolkata", []],
    ["rate(1 hour)", "Europe/Rome", []],
  ])("of %s in %s are %j", (expression, timeZone, expected) => {
    expect(skipped(expression, timeZone)).toEqual(expected);
  });
});
