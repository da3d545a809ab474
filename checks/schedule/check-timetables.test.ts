import { describe, expect, it } from "vitest";
import { checkTimetables } from "./check-timetables";
import { skippedRuns } from "./skipped-runs";

const codes = (expression: string, timeZone = "UTC") =>
  checkTimetables([{ path: "dev/job", timetable: { expression, timeZone } }]).map((finding) => finding.code);

describe("checkTimetables", () => {
  it.each([
    ["rate(6 hours)", "UTC"],
    ["cron(0 0/6 * * ? *)", "Europe/Rome"],
    ["cron(0 12 29 2 ? *)", "UTC"],
    ["at(2030-01-01T00:00:00)", "Europe/Rome"],
  ])("has nothing to say about %s in %s", (expression, timeZone) => {
    expect(codes(expression, timeZone)).toEqual([]);
  });

  it.each([
    ["cron(0 12 30 2 ? *)"],
    ["cron(0 12 31 4,6,9,11 ? *)"],
    ["cron(0 12 * * ? 2020)"],
    ["cron(0 12 29 2 ? 2027)"],
  ])("says that %s never runs", (expression) => {
    expect(codes(expression)).toEqual(["schedule-never-runs"]);
  });

  it("reports what AWS would refuse, and nothing else about it", () => {
    expect(codes("rate(1 hours)")).toEqual(["schedule-rate-singular"]);
    expect(codes("cron(0 12 30 2 * *)", "Europe/Atlantis")).toEqual(["schedule-cron-both-days", "schedule-time-zone"]);
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
