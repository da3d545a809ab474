import { describe, expect, it } from "vitest";
import { checkTimetables } from "./check-timetables";

const codes = (expression: string, timeZone = "UTC") =>
  checkTimetables([{ path: "dev/job", timetable: { expression, timeZone } }]).map((finding) => finding.code);

describe("checkTimetables", () => {
  it.each([
    ["rate(6 hours)", "UTC"],
    ["cron(0 0/6 * * ? *)", "Europe/Rome"],
    ["cron(30 2 * * ? *)", "UTC"],
    ["cron(30 2 * * ? *)", "Asia/Kolkata"],
    ["cron(30 2 ? * WED *)", "Europe/Rome"],
    ["cron(15 * * * ? *)", "Europe/Rome"],
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

  it.each([
    ["cron(30 2 * * ? *)", "Europe/Rome"],
    ["cron(30 2 ? * SUN *)", "Europe/Rome"],
    ["cron(0 2,14 * * ? *)", "America/New_York"],
  ])("says that clocks skip %s in %s once a year", (expression, timeZone) => {
    expect(codes(expression, timeZone)).toEqual(["schedule-clock-change"]);
  });

  it("names the time that is skipped", () => {
    const [finding] = checkTimetables([
      { path: "dev/job", timetable: { expression: "cron(30 2 * * ? *)", timeZone: "Europe/Rome" } },
    ]);
    expect(finding?.got).toContain("2027-03-28 02:30");
    expect(finding?.severity).toBe("warning");
  });

  it("reports what AWS would refuse, and nothing else about it", () => {
    expect(codes("rate(1 hours)")).toEqual(["schedule-rate-singular"]);
    expect(codes("cron(0 12 30 2 * *)", "Europe/Atlantis")).toEqual(["schedule-cron-both-days", "schedule-time-zone"]);
  });
});
