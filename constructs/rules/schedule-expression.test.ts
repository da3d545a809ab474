import { describe, expect, it } from "vitest";
import { checkScheduleExpression, checkTimeZone, parseScheduleExpression } from "./schedule-expression";

const codes = (text: string) => checkScheduleExpression(text).map((violation) => violation.code);

describe("checkScheduleExpression", () => {
  it.each([
    "rate(1 minute)",
    "rate(6 hours)",
    "rate(1 day)",
    "at(2030-02-28T23:59:59)",
    "at(2028-02-29T00:00:00)",
    "cron(0 6 * * ? *)",
    "cron(0/15 8-18 ? * MON-FRI *)",
    "cron(*/5 * * * ? *)",
    "cron(0,30 0 1,15 JAN-MAR,DEC ? 2026-2030)",
    "cron(5-55/10 0/6 L * ? *)",
    "cron(0 9 15W * ? *)",
    "cron(0 9 LW * ? *)",
    "cron(0 9 ? * 6L *)",
    "cron(0 9 ? * L *)",
    "cron(0 9 ? * TUE#2 *)",
    "cron(0 9 ? * 1-7 1970/2)",
  ])("takes %s", (text) => {
    expect(checkScheduleExpression(text)).toEqual([]);
  });

  it.each([
    ["", ["schedule-length"]],
    [`cron(${"0,".repeat(130)}0 6 * * ? *)`, ["schedule-length"]],
    ["0 6 * * ? *", ["schedule-form"]],
    ["every day", ["schedule-form"]],
    ["CRON(0 6 * * ? *)", ["schedule-form"]],
    [" rate(6 hours)", ["schedule-form"]],
    ["rate(1 hours)", ["schedule-rate-singular"]],
    ["rate(6 hour)", ["schedule-rate-singular"]],
    ["rate(0 hours)", ["schedule-rate-value"]],
    ["rate(1.5 hours)", ["schedule-rate-value"]],
    ["rate(-1 days)", ["schedule-rate-value"]],
    ["rate(2 weeks)", ["schedule-rate-unit"]],
    ["rate(0 fortnights)", ["schedule-rate-value", "schedule-rate-unit"]],
    ["rate(2 toString)", ["schedule-rate-unit"]],
    ["rate(6hours)", ["schedule-rate-form"]],
    ["at(2030-01-01)", ["schedule-at-form"]],
    ["at(2030-01-01T00:00:00Z)", ["schedule-at-form"]],
    ["at(2030-02-30T00:00:00)", ["schedule-at-date"]],
    ["at(2030-01-01T24:00:00)", ["schedule-at-date"]],
    ["cron(0 6 * * *)", ["schedule-cron-fields"]],
    ["cron(0 0 6 * * ? *)", ["schedule-cron-fields"]],
    ["cron(0 6 * * * *)", ["schedule-cron-both-days"]],
    ["cron(0 6 1 * MON *)", ["schedule-cron-both-days"]],
    ["cron(0 6 ? * ? *)", ["schedule-cron-no-days"]],
    ["cron(60 24 * 13 ? 1969)", Array(4).fill("schedule-cron-range")],
    ["cron(0 6 32 * ? *)", ["schedule-cron-range"]],
    ["cron(0 6 ? * 0 *)", ["schedule-cron-range"]],
    ["cron(0 6 ? * 8 *)", ["schedule-cron-range"]],
    ["cron(0 22-2 * * ? *)", ["schedule-cron-range"]],
    ["cron(0 6 ? * FRI-MON *)", ["schedule-cron-range"]],
    ["cron(0/0 6 * * ? *)", ["schedule-cron-step"]],
    ["cron(0/60 6 * * ? *)", ["schedule-cron-step"]],
    ["cron(0 6 ? * mon *)", ["schedule-cron-syntax"]],
    ["cron(0 6 ? * MON/2 *)", ["schedule-cron-syntax"]],
    ["cron(0 6 ? * 3#1,6#3 *)", ["schedule-cron-syntax"]],
    ["cron(0 6 ? * 3#6 *)", ["schedule-cron-syntax"]],
    ["cron(0 6 1W,15W * ? *)", ["schedule-cron-syntax"]],
    ["cron(0 6 32W * ? *)", ["schedule-cron-range"]],
    ["cron(? 6 * * ? *)", ["schedule-cron-syntax"]],
    ["cron(0,,5 6 * * ? *)", ["schedule-cron-syntax"]],
    ["cron(0 6 * MARCH ? *)", ["schedule-cron-syntax"]],
  ])("refuses %s", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it("writes the corrected expression into the fix", () => {
    expect(checkScheduleExpression("rate(1 hours)")[0]?.fix).toBe("write rate(1 hour)");
    expect(checkScheduleExpression("cron(0 6 * * *)")[0]?.fix).toBe("add the year: cron(0 6 * * ? *)");
    expect(checkScheduleExpression("cron(0 6 * * MON)")[0]?.fix).toBe("add the year: cron(0 6 ? * MON *)");
    // 1 is Monday in Unix and Sunday in AWS
    expect(checkScheduleExpression("cron(0 6 * * 1-5)")[0]?.fix).toBe("add the year: cron(0 6 ? * MON-FRI *)");
    expect(checkScheduleExpression("cron(0 6 * * 0,7)")[0]?.fix).toBe("add the year: cron(0 6 ? * SUN,SUN *)");
    expect(checkScheduleExpression("cron(0 6 1 * 1)")[0]?.fix).toBe(
      "add the year, and write ? in one of the two day fields",
    );
    expect(checkScheduleExpression("cron(0 6 ? * FRI-MON *)")[0]?.expected).toContain("1-2,6-7");
  });

  it("gives every violation a source and no capital or full stop around the text", () => {
    for (const text of ["rate(1 hours)", "x", "cron(a b c d e f)", "at(x)", "cron(0 6 * * * *)"]) {
      for (const violation of checkScheduleExpression(text)) {
        expect(violation.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
        expect(violation.fix).toMatch(/^[a-z].*[^.]$/);
      }
    }
  });
});

describe("parseScheduleExpression", () => {
  it("counts rates in minutes", () => {
    expect(parseScheduleExpression("rate(2 days)")).toEqual({ kind: "rate", everyMinutes: 2880 });
  });

  it("numbers weekdays from Sunday as 0, though the expression counts from 1", () => {
    const sunday = parseScheduleExpression("cron(0 0 ? * 1 *)");
    expect(sunday).toMatchObject({ days: { on: "days-of-week", weekdays: [0] } });
    expect(parseScheduleExpression("cron(0 0 ? * SUN *)")).toEqual(sunday);
    expect(parseScheduleExpression("cron(0 0 ? * 6L *)")).toMatchObject({
      days: { on: "last-of-weekday", weekday: 5 },
    });
  });

  it("expands steps from where they start to the end of the field", () => {
    expect(parseScheduleExpression("cron(50/5 20/2 1 * ? *)")).toMatchObject({ minutes: [50, 55], hours: [20, 22] });
  });

  it("is undefined for what is refused", () => {
    expect(parseScheduleExpression("cron(0 6 * * * *)")).toBeUndefined();
  });
});

describe("checkTimeZone", () => {
  it.each([
    "UTC",
    "GMT",
    "Europe/Rome",
    "US/Eastern",
    "America/Argentina/Buenos_Aires",
    "Etc/GMT+3",
  ])("takes %s", (name) => {
    expect(checkTimeZone(name)).toEqual([]);
  });

  it.each([
    ["", "schedule-time-zone-length"],
    ["A".repeat(51), "schedule-time-zone-length"],
    ["Europe/Atlantis", "schedule-time-zone"],
    ["+01:00", "schedule-time-zone"],
    ["us/eastern", "schedule-time-zone"],
  ])("refuses %j", (name, code) => {
    expect(checkTimeZone(name).map((violation) => violation.code)).toEqual([code]);
  });

  it("corrects the spelling where only the case is wrong", () => {
    expect(checkTimeZone("europe/rome")[0]?.fix).toBe("write Europe/Rome");
    expect(checkTimeZone("utc")[0]?.fix).toBe("write UTC");
  });
});
