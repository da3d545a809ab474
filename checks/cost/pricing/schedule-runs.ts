import type { DayRule } from "../../../constructs/rules/cron-days";
import { parseScheduleExpression } from "../../../constructs/rules/schedule-expression";
import { HOURS_PER_MONTH } from "../../facts/prices";
import { between, type Factor, times } from "../line";

const MINUTES_PER_MONTH = HOURS_PER_MONTH * 60;

/** A year of 365 days, so that it has exactly twelve months of 730 hours; nothing else about it matters. */
const REFERENCE_YEAR = 2025;

/** Runs an average month, or undefined for an expression that AWS would refuse or the input hides. */
export function runsPerMonth(expression: string | undefined): Factor | undefined {
  const schedule = expression === undefined ? undefined : parseScheduleExpression(expression);
  if (schedule === undefined) return undefined;
  switch (schedule.kind) {
    case "rate":
      return times(MINUTES_PER_MONTH / schedule.everyMinutes, "runs");
    case "at":
      return between(0, 1, "runs");
    case "cron": {
      const days = schedule.months.reduce((sum, month) => sum + daysIn(month, schedule.days), 0);
      return times((schedule.minutes.length * schedule.hours.length * days) / 12, "runs");
    }
  }
}

/** How many days of a month of the reference year a rule picks. */
function daysIn(month: number, rule: DayRule): number {
  const length = new Date(Date.UTC(REFERENCE_YEAR, month, 0)).getUTCDate();
  const days = Array.from({ length }, (_, index) => index + 1);
  const weekdayOf = (day: number) => new Date(Date.UTC(REFERENCE_YEAR, month - 1, day)).getUTCDay();
  switch (rule.on) {
    case "days-of-month":
      return rule.days.filter((day) => day <= length).length;
    case "days-of-week":
      return days.filter((day) => rule.weekdays.includes(weekdayOf(day))).length;
    case "nth-weekday":
      return days.filter((day) => weekdayOf(day) === rule.weekday).length >= rule.nth ? 1 : 0;
    case "nearest-weekday":
      return rule.day <= length ? 1 : 0;
    case "last-day-of-month":
    case "last-weekday-of-month":
    case "last-of-weekday":
      return 1;
  }
}
