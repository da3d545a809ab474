import { type DayRule, parseDayOfMonth, parseDayOfWeek } from "./cron-days";
import { type CronFieldProblem, HOURS, MINUTES, MONTH, parseCronField, YEAR } from "./cron-field";
import type { Violation } from "./finding";

export { checkTimeZone } from "./time-zone";

/** The page that states the grammar, and the API model that states the lengths. */
const GRAMMAR = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
const API = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html";

/** Characters of an expression. @see API_CreateSchedule ScheduleExpression */
export const MAX_EXPRESSION_LENGTH = 256;

const MINUTES_PER_UNIT = { minute: 1, hour: 60, day: 1440 } as const;
type RateUnit = keyof typeof MINUTES_PER_UNIT;

/** A schedule expression that EventBridge Scheduler accepts, taken apart. */
export type ScheduleExpression =
  /** Every so many minutes counted from the start date, or from creation when there is none. A day is 24 hours. */
  | { readonly kind: "rate"; readonly everyMinutes: number }
  /** Once, at a local date and time. */
  | { readonly kind: "at"; readonly date: string; readonly time: string }
  | {
      readonly kind: "cron";
      readonly minutes: readonly number[];
      readonly hours: readonly number[];
      readonly days: DayRule;
      /** 1 is January. */
      readonly months: readonly number[];
      readonly years: readonly number[];
    };

/** Every reason why EventBridge Scheduler would refuse the expression; empty when it would take it. */
export function checkScheduleExpression(text: string): Violation[] {
  const result = readExpression(text);
  return Array.isArray(result) ? result : [];
}

/** The expression taken apart, or undefined when `checkScheduleExpression` has something to say about it. */
export function parseScheduleExpression(text: string): ScheduleExpression | undefined {
  const result = readExpression(text);
  return Array.isArray(result) ? undefined : result;
}

function readExpression(text: string): ScheduleExpression | Violation[] {
  if (text.length < 1 || text.length > MAX_EXPRESSION_LENGTH) {
    const expected = `1 to ${MAX_EXPRESSION_LENGTH} characters`;
    return [violation("schedule-length", `${text.length} characters`, expected, "shorten the expression", API)];
  }
  const call = /^(rate|cron|at)\((.*)\)$/s.exec(text);
  const inner = call?.[2] ?? "";
  switch (call?.[1]) {
    case "rate":
      return readRate(text, inner);
    case "cron":
      return readCron(text, inner);
    case "at":
      return readAt(text, inner);
    default:
      return [
        violation(
          "schedule-form",
          text,
          "rate(...), cron(...) or at(...) in lower case",
          wrapSuggestion(text),
          GRAMMAR,
        ),
      ];
  }
}

function wrapSuggestion(text: string): string {
  const fields = text.trim().split(/\s+/).length;
  return fields === 5 || fields === 6
    ? "wrap the fields in cron(...), six of them, such as cron(0 6 * * ? *)"
    : "write rate(6 hours), cron(0 6 * * ? *) or at(2030-01-31T06:00:00)";
}

function readRate(text: string, inner: string): ScheduleExpression | Violation[] {
  const match = /^(\S+) (\S+)$/.exec(inner);
  if (!match) {
    return [violation("schedule-rate-form", text, "rate(<number> <unit>)", "write for example rate(6 hours)", GRAMMAR)];
  }
  const [, valueText = "", unitText = ""] = match;
  const unit = unitText.replace(/s$/, "");
  const problems: Violation[] = [];
  const value = /^\d{1,9}$/.test(valueText) ? Number(valueText) : 0;
  if (value < 1) {
    const fix = "use a whole number, and a smaller unit for a fraction";
    problems.push(violation("schedule-rate-value", valueText, "a whole number from 1 to 999999999", fix, GRAMMAR));
  }
  if (!isRateUnit(unit)) {
    const fix = "use minutes, hours or days";
    problems.push(violation("schedule-rate-unit", unitText, "minutes, hours or days in lower case", fix, GRAMMAR));
    return problems;
  }
  const right = value === 1 ? unit : `${unit}s`;
  if (value >= 1 && unitText !== right) {
    const expected = value === 1 ? "a singular unit after 1" : `a plural unit after ${value}`;
    problems.push(violation("schedule-rate-singular", text, expected, `write rate(${value} ${right})`, GRAMMAR));
  }
  return problems.length > 0 ? problems : { kind: "rate", everyMinutes: value * MINUTES_PER_UNIT[unit] };
}

function isRateUnit(unit: string): unit is RateUnit {
  return Object.hasOwn(MINUTES_PER_UNIT, unit);
}

function readAt(text: string, inner: string): ScheduleExpression | Violation[] {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})$/.exec(inner);
  if (!match) {
    const fix = "leave out the zone and the fraction; the zone goes into the time zone property";
    return [violation("schedule-at-form", text, "at(yyyy-mm-ddThh:mm:ss)", fix, GRAMMAR)];
  }
  const [, date = "", time = ""] = match;
  const instant = new Date(`${date}T${time}Z`);
  // the constructor rolls 30 February over into March, so the text must survive the round trip
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== inner) {
    return [violation("schedule-at-date", text, "a date and time that exist", "correct the date", GRAMMAR)];
  }
  return { kind: "at", date, time };
}

function readCron(text: string, inner: string): ScheduleExpression | Violation[] {
  const fields = inner.trim().split(/\s+/);
  const [minuteText = "", hourText = "", domText = "", monthText = "", dowText = "", yearText = ""] = fields;
  if (fields.length !== 6) {
    const got = `${fields.length} field${fields.length === 1 ? "" : "s"} in ${text}`;
    const fix =
      fields.length === 5 ? `add the year: cron(${withQuestionMark(fields).join(" ")} *)` : "write six fields";
    return [violation("schedule-cron-fields", got, "minutes hours day-of-month month day-of-week year", fix, GRAMMAR)];
  }
  const problems: Violation[] = [];
  const values = (field: string, rule: typeof MINUTES): readonly number[] => {
    const parsed = parseCronField(field, rule);
    if ("values" in parsed) {
      return parsed.values;
    }
    problems.push(fieldViolation(rule.name, parsed.problem));
    return [];
  };
  const minutes = values(minuteText, MINUTES);
  const hours = values(hourText, HOURS);
  const months = values(monthText, MONTH);
  const years = values(yearText, YEAR);
  const days = readDays(domText, dowText);
  if (Array.isArray(days)) {
    problems.push(...days);
  }
  return problems.length > 0 || Array.isArray(days) ? problems : { kind: "cron", minutes, hours, days, months, years };
}

function readDays(domText: string, dowText: string): DayRule | Violation[] {
  const fields = `day-of-month ${domText}, day-of-week ${dowText}`;
  if (domText === "?" && dowText === "?") {
    const fix = "write * in the day-of-month field to run every day";
    return [violation("schedule-cron-no-days", fields, "? in exactly one of the two day fields", fix, GRAMMAR)];
  }
  if (domText !== "?" && dowText !== "?") {
    const fix = dowText === "*" ? "write ? as day-of-week" : "write ? as day-of-month, or in the other day field";
    return [violation("schedule-cron-both-days", fields, "? in exactly one of the two day fields", fix, GRAMMAR)];
  }
  const field = dowText === "?" ? parseDayOfMonth(domText) : parseDayOfWeek(dowText);
  return "rule" in field
    ? field.rule
    : [fieldViolation(dowText === "?" ? "day-of-month" : "day-of-week", field.problem)];
}

/** Five Unix fields with the question mark AWS wants, for the suggestion. */
function withQuestionMark(fields: readonly string[]): string[] {
  const [minute = "", hour = "", dom = "", month = "", dow = ""] = fields;
  return dow === "*" ? [minute, hour, dom, month, "?"] : [minute, hour, dom === "*" ? "?" : dom, month, dow];
}

function fieldViolation(field: string, problem: CronFieldProblem): Violation {
  const got = `${problem.part === "" ? "nothing" : problem.part} in ${field}`;
  return violation(`schedule-cron-${problem.kind}`, got, problem.expected, `correct the ${field} field`, GRAMMAR);
}

function violation(code: string, got: string, expected: string, fix: string, source: string): Violation {
  return { code, got, expected, fix, source };
}
