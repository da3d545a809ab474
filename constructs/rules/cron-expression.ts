import { type DayRule, parseDayOfMonth, parseDayOfWeek } from "./cron-days";
import {
  type CronFieldProblem,
  type CronFieldRule,
  HOURS,
  MINUTES,
  MONTH,
  parseCronField,
  WEEKDAY_NAMES,
  YEAR,
} from "./cron-field";
import type { Violation } from "./finding";
import type { ScheduleExpression } from "./schedule-expression";

const GRAMMAR = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";

/** Takes the fields of `cron(...)` apart, or says everything that is wrong with them. */
export function readCron(text: string, inner: string): ScheduleExpression | Violation[] {
  const fields = inner.trim().split(/\s+/);
  if (fields.length !== 6) {
    return [wrongFieldCount(text, fields)];
  }
  const [minuteText = "", hourText = "", domText = "", monthText = "", dowText = "", yearText = ""] = fields;
  const problems: Violation[] = [];
  const values = (field: string, rule: CronFieldRule): readonly number[] => {
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
    return [...problems, ...days];
  }
  return problems.length > 0 ? problems : { kind: "cron", minutes, hours, days, months, years };
}

function readDays(domText: string, dowText: string): DayRule | Violation[] {
  const got = `day-of-month ${domText}, day-of-week ${dowText}`;
  const expected = "? in exactly one of the two day fields";
  if (domText === "?" && dowText === "?") {
    const fix = "write * in the day-of-month field to run every day";
    return [{ code: "schedule-cron-no-days", got, expected, fix, source: GRAMMAR }];
  }
  if (domText !== "?" && dowText !== "?") {
    const fix = dowText === "*" ? "write ? as day-of-week" : "write ? as day-of-month, or in the other day field";
    return [{ code: "schedule-cron-both-days", got, expected, fix, source: GRAMMAR }];
  }
  const field = dowText === "?" ? parseDayOfMonth(domText) : parseDayOfWeek(dowText);
  return "rule" in field
    ? field.rule
    : [fieldViolation(dowText === "?" ? "day-of-month" : "day-of-week", field.problem)];
}

function wrongFieldCount(text: string, fields: readonly string[]): Violation {
  return {
    code: "schedule-cron-fields",
    got: `${fields.length} field${fields.length === 1 ? "" : "s"} in ${text}`,
    expected: "minutes hours day-of-month month day-of-week year",
    fix: fields.length === 5 ? fromUnix(fields) : "write six fields",
    source: GRAMMAR,
  };
}

/** What to write instead of five Unix fields. Unix counts weekdays from 0, AWS from 1, so they are named. */
function fromUnix(fields: readonly string[]): string {
  const [minute = "", hour = "", dom = "", month = "", dow = ""] = fields;
  const weekdays = dow.replace(/\d/g, (digit) => WEEKDAY_NAMES[Number(digit) % 7] ?? digit);
  if (dom !== "*" && dom !== "?" && dow !== "*" && dow !== "?") {
    return "add the year, and write ? in one of the two day fields";
  }
  const days = dow === "*" || dow === "?" ? [dom, month, "?"] : ["?", month, weekdays];
  return `add the year: cron(${[minute, hour, ...days, "*"].join(" ")})`;
}

function fieldViolation(field: string, problem: CronFieldProblem): Violation {
  const got = `${problem.part === "" ? "nothing" : problem.part} in ${field}`;
  const { expected } = problem;
  const fix = `correct the ${field} field`;
  switch (problem.kind) {
    case "syntax":
      return { code: "schedule-cron-syntax", got, expected, fix, source: GRAMMAR };
    case "range":
      return { code: "schedule-cron-range", got, expected, fix, source: GRAMMAR };
    case "step":
      return { code: "schedule-cron-step", got, expected, fix, source: GRAMMAR };
  }
}
