import { type CronFieldProblem, DAY_OF_MONTH, DAY_OF_WEEK, parseCronField, parseValue } from "./cron-field";

/**
 * Which days of a month an AWS cron expression runs on. Weekdays are numbered as JavaScript does, 0 is Sunday; the
 * expression itself counts from 1.
 *
 * `L` in the day-of-week field alone is the last day of the week, Saturday; `6L` (or `FRIL`) is the last Friday of the
 * month and `LW` the last weekday of the month. AWS documents the wildcards `L` and `W` but not these two combinations;
 * they are read as Quartz, whose grammar AWS took over, reads them.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export type DayRule =
  | { readonly on: "days-of-month"; readonly days: readonly number[] }
  | { readonly on: "last-day-of-month" }
  | { readonly on: "last-weekday-of-month" }
  /** Monday to Friday nearest to the day, never leaving the month. */
  | { readonly on: "nearest-weekday"; readonly day: number }
  | { readonly on: "days-of-week"; readonly weekdays: readonly number[] }
  | { readonly on: "nth-weekday"; readonly weekday: number; readonly nth: number }
  | { readonly on: "last-of-weekday"; readonly weekday: number };

export type DayField = { readonly rule: DayRule } | { readonly problem: CronFieldProblem };

/** Reads the day-of-month field; `?` must have been dealt with. */
export function parseDayOfMonth(text: string): DayField {
  if (text === "L") {
    return { rule: { on: "last-day-of-month" } };
  }
  if (text === "LW") {
    return { rule: { on: "last-weekday-of-month" } };
  }
  const weekday = /^(\d{1,2})W$/.exec(text);
  if (weekday) {
    const day = Number(weekday[1]);
    return day >= 1 && day <= 31
      ? { rule: { on: "nearest-weekday", day } }
      : { problem: { kind: "range", part: text, expected: "1W to 31W" } };
  }
  const field = parseCronField(text, DAY_OF_MONTH);
  if ("problem" in field) {
    return withExpected(field.problem, "1-31 with , - * /, or L, or one day followed by W");
  }
  return { rule: { on: "days-of-month", days: field.values } };
}

/** Reads the day-of-week field; `?` must have been dealt with. */
export function parseDayOfWeek(text: string): DayField {
  if (text === "L") {
    return { rule: { on: "days-of-week", weekdays: [6] } };
  }
  if (text.includes("#")) {
    return parseNth(text);
  }
  if (text.endsWith("L")) {
    const weekday = parseWeekday(text.slice(0, -1));
    if (weekday !== undefined) {
      return { rule: { on: "last-of-weekday", weekday } };
    }
  }
  const field = parseCronField(text, DAY_OF_WEEK);
  if ("problem" in field) {
    return withExpected(field.problem, "1-7 or SUN-SAT in capitals with , - *, or L, or one 3#2");
  }
  return { rule: { on: "days-of-week", weekdays: field.values.map((value) => value - 1) } };
}

function parseNth(text: string): DayField {
  const [day = "", nthText = "", ...rest] = text.split("#");
  const weekday = parseWeekday(day);
  const nth = /^[1-5]$/.test(nthText) ? Number(nthText) : undefined;
  if (weekday === undefined || nth === undefined || rest.length > 0) {
    return {
      problem: { kind: "syntax", part: text, expected: "exactly one weekday#occurrence, such as 3#2 or TUE#2" },
    };
  }
  return { rule: { on: "nth-weekday", weekday, nth } };
}

function parseWeekday(text: string): number | undefined {
  const value = parseValue(text, DAY_OF_WEEK);
  return value !== undefined && value >= 1 && value <= 7 ? value - 1 : undefined;
}

function withExpected(problem: CronFieldProblem, expected: string): DayField {
  return { problem: problem.kind === "syntax" ? { ...problem, expected } : problem };
}
