import type { DayRule } from "./cron-days";
import { readCron } from "./cron-expression";
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
    return [
      {
        code: "schedule-length",
        got: `${text.length} characters`,
        expected: `1 to ${MAX_EXPRESSION_LENGTH} characters`,
        fix: "shorten the expression",
        source: API,
      },
    ];
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
        {
          code: "schedule-form",
          got: text,
          expected: "rate(...), cron(...) or at(...) in lower case",
          fix: wrapSuggestion(text),
          source: GRAMMAR,
        },
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
    const expected = "rate(<number> <unit>)";
    return [
      { code: "schedule-rate-form", got: text, expected, fix: "write for example rate(6 hours)", source: GRAMMAR },
    ];
  }
  const [, valueText = "", unitText = ""] = match;
  const unit = unitText.replace(/s$/, "");
  const value = /^\d{1,9}$/.test(valueText) ? Number(valueText) : 0;
  const problems: Violation[] = [];
  if (value < 1) {
    problems.push({
      code: "schedule-rate-value",
      got: valueText,
      expected: "a whole number from 1 to 999999999",
      fix: "use a whole number, and a smaller unit for a fraction",
      source: GRAMMAR,
    });
  }
  if (!isRateUnit(unit)) {
    const expected = "minutes, hours or days in lower case";
    const fix = "use minutes, hours or days";
    return [...problems, { code: "schedule-rate-unit", got: unitText, expected, fix, source: GRAMMAR }];
  }
  const right = value === 1 ? unit : `${unit}s`;
  if (value >= 1 && unitText !== right) {
    const expected = "a singular unit after 1, a plural one after any other number";
    const fix = `write rate(${value} ${right})`;
    problems.push({ code: "schedule-rate-singular", got: text, expected, fix, source: GRAMMAR });
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
    return [{ code: "schedule-at-form", got: text, expected: "at(yyyy-mm-ddThh:mm:ss)", fix, source: GRAMMAR }];
  }
  const [, date = "", time = ""] = match;
  const instant = new Date(`${date}T${time}Z`);
  // the constructor rolls 30 February over into March, so the text must survive the round trip
  if (Number.isNaN(instant.getTime()) || instant.toISOString().slice(0, 19) !== inner) {
    const expected = "a date and time that exist";
    return [{ code: "schedule-at-date", got: text, expected, fix: "correct the date", source: GRAMMAR }];
  }
  return { kind: "at", date, time };
}
