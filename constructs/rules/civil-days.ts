import type { DayRule } from "./cron-days";

/** Minutes of a day without a clock change. */
export const MINUTES_PER_DAY = 1440;

/** A day counted from 1970-01-01, in whichever calendar the caller means. */
export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / (MINUTES_PER_DAY * 60_000);
}

/** The year, month (1 is January) and day of month of a day number. */
export function civilDate(day: number): { readonly year: number; readonly month: number; readonly day: number } {
  const date = new Date(day * MINUTES_PER_DAY * 60_000);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The days of one month a rule names, ascending; a day the month does not have is left out, not moved. */
export function matchingDays(rule: DayRule, year: number, month: number): number[] {
  const last = daysInMonth(year, month);
  const weekday = (day: number) => weekdayOf(dayNumber(year, month, day));
  const all = () => Array.from({ length: last }, (_, index) => index + 1);
  switch (rule.on) {
    case "days-of-month":
      return rule.days.filter((day) => day <= last);
    case "last-day-of-month":
      return [last];
    case "last-weekday-of-month":
      return [nearestWeekday(last, last, weekday)];
    case "nearest-weekday":
      return rule.day <= last ? [nearestWeekday(rule.day, last, weekday)] : [];
    case "days-of-week":
      return all().filter((day) => rule.weekdays.includes(weekday(day)));
    case "nth-weekday":
      return all().filter((day) => weekday(day) === rule.weekday && Math.ceil(day / 7) === rule.nth);
    case "last-of-weekday":
      return all().filter((day) => weekday(day) === rule.weekday && day + 7 > last);
  }
}

/** Saturday moves to Friday and Sunday to Monday, unless that would leave the month. */
function nearestWeekday(day: number, last: number, weekday: (day: number) => number): number {
  if (weekday(day) === 6) {
    return day === 1 ? 3 : day - 1;
  }
  if (weekday(day) === 0) {
    return day === last ? day - 2 : day + 1;
  }
  return day;
}
