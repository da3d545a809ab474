import { expect, test } from "vitest";
import { sinceTime } from "./since";

const NOW = Date.parse("2026-01-31T12:00:00Z");

test.each([
  ["90s", "2026-01-31T11:58:30Z"],
  ["30m", "2026-01-31T11:30:00Z"],
  ["1h", "2026-01-31T11:00:00Z"],
  ["7d", "2026-01-24T12:00:00Z"],
  ["1w", "2026-01-24T12:00:00Z"],
  ["2026-01-30", "2026-01-30T00:00:00Z"],
  ["2026-01-30T08:15", "2026-01-30T08:15:00Z"],
  ["2026-01-30T08:15+02:00", "2026-01-30T06:15:00Z"],
])("%s is %s", (text, expected) => expect(sinceTime(text, NOW)).toBe(Date.parse(expected)));

test.each(["", "h", "1.5h", "1y", "yesterday", "-1h", "2026-13-45", "5"])("refuses %j", (text) => {
  expect(() => sinceTime(text, NOW)).toThrow("[since-format]");
});
