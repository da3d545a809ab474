import { civilDate, dayNumber, MINUTES_PER_DAY, matchingDays } from "./civil-days";
import { parseScheduleExpression, type ScheduleExpression } from "./schedule-expression";

/**
 * Two years, one of them a leap year, that stand for all: every day-of-week, day-of-month and month-end rule that starts
 * something within the same year shows its longest pause in them. Fixed, so that a synthesis does not depend on its date.
 */
const YEARS = { from: 2028, to: 2029 } as const;

/**
 * The longest time, in minutes, between two starts that any of the expressions causes; undefined when there is no such
 * time: a single `at(...)`, an expression that AWS would refuse, or one whose years are over.
 *
 * Clock changes are left out: in a time zone with summer time a start that falls into the skipped hour is lost, once a
 * year. @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function longestGapMinutes(expressions: readonly string[]): number | undefined {
  const parsed = expressions.map(parseScheduleExpression);
  const rates = parsed.flatMap((it) => (it?.kind === "rate" ? [it.everyMinutes] : []));
  const crons = parsed.filter((it) => it?.kind === "cron");
  const gaps = [...rates, ...cronGap(crons)];
  return gaps.length === 0 ? undefined : Math.min(...gaps);
}

type Cron = ScheduleExpression & { kind: "cron" };

/** The starts of one day: the first and the last, in minutes from midnight, and the longest pause between them. */
interface DayOfStarts {
  readonly first: number;
  readonly last: number;
  readonly pause: number;
}

function cronGap(crons: readonly Cron[]): number[] {
  const known = new Map<string, DayOfStarts>();
  let last: number | undefined;
  let longest: number | undefined;
  for (let day = dayNumber(YEARS.from, 1, 1); day <= dayNumber(YEARS.to, 12, 31); day++) {
    const due = crons.filter((cron) => isDue(cron, day));
    if (due.length === 0) continue;
    const key = due.map((cron) => crons.indexOf(cron)).join();
    const starts = known.get(key) ?? startsOf(due);
    known.set(key, starts);
    const midnight = day * MINUTES_PER_DAY;
    const overnight = last === undefined ? 0 : midnight + starts.first - last;
    longest = Math.max(longest ?? 0, overnight, starts.pause);
    last = midnight + starts.last;
  }
  return longest === undefined || longest === 0 ? [] : [longest];
}

function isDue(cron: Cron, dayOfEpoch: number): boolean {
  const { year, month, day } = civilDate(dayOfEpoch);
  if (!cron.years.includes(year) || !cron.months.includes(month)) return false;
  return matchingDays(cron.days, year, month).includes(day);
}

function startsOf(crons: readonly Cron[]): DayOfStarts {
  const minutes = new Set(
    crons.flatMap(({ hours, minutes }) => hours.flatMap((hour) => minutes.map((m) => hour * 60 + m))),
  );
  const sorted = [...minutes].sort((a, b) => a - b);
  const pauses = sorted.slice(1).map((minute, index) => minute - sorted[index]!);
  return { first: sorted[0]!, last: sorted.at(-1)!, pause: Math.max(0, ...pauses) };
}
