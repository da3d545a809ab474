import { MINUTES_PER_DAY } from "../schedule/civil-days";
import type { Cron, Window } from "../schedule/local-days";
import { ratePeriod, type Timetable } from "../schedule/occurrences";
import { parsedExpression } from "../schedule/parsed-expression";
import type { Demand } from "./capacity";

/** Demands that start together and run equally long. */
export interface ScheduleGroup {
  readonly timetable: Timetable;
  /** Minutes in which one start may be running: the flexible window plus the longest duration. */
  readonly busy: number;
  readonly demands: readonly Demand[];
}

/** A group that runs at times of the day for less than a day. */
export interface PatternGroup extends ScheduleGroup {
  readonly cron: Cron;
}

/** Groups that run on the same days of one time zone, so that every day without a clock change looks alike. */
export interface DayPattern {
  readonly timeZone: string;
  /** Of one of the groups, for the days. */
  readonly cron: Cron;
  readonly groups: readonly PatternGroup[];
}

export interface GroupedSchedules {
  readonly patterns: readonly DayPattern[];
  /** Groups without such a pattern: rates with a start date, single occasions, runs of more than a day. */
  readonly irregular: readonly ScheduleGroup[];
  /** Copies that count in every minute. */
  readonly constant: ReadonlyMap<Demand, number>;
  /** Of those, the demands whose own runs overlap, with how many runs at once. */
  readonly overlapping: ReadonlyMap<Demand, number>;
}

/** Sorts schedules into those whose load changes over the year, and those that count in every minute alike. */
export function groupSchedules(demands: readonly Demand[], window: Window): GroupedSchedules {
  const groups = new Map<string, ScheduleGroup & { demands: Demand[] }>();
  const constant = new Map<Demand, number>();
  const overlapping = new Map<Demand, number>();
  for (const demand of demands) {
    const { timetable, maxDurationMinutes, flexibleWindowMinutes = 0 } = demand.workload;
    if (timetable === undefined || demand.count === 0) {
      continue;
    }
    if (maxDurationMinutes === undefined) {
      constant.set(demand, demand.count);
      continue;
    }
    const busy = busyMinutes(maxDurationMinutes + flexibleWindowMinutes, window);
    const runs = steadyRuns(timetable, busy, window);
    if (runs !== undefined) {
      constant.set(demand, runs * demand.count);
      if (runs > 1) {
        overlapping.set(demand, runs);
      }
      continue;
    }
    const { expression, timeZone = "UTC", startsAt = "", endsAt = "" } = timetable;
    const key = [expression, timeZone, startsAt, endsAt, busy].join("|");
    const group = groups.get(key) ?? { timetable, busy, demands: [] };
    group.demands.push(demand);
    groups.set(key, group);
  }
  return { ...findPatterns([...groups.values()]), constant, overlapping };
}

/** At least a minute; what lasts longer than the walked year is running all of it. */
function busyMinutes(minutes: number, { from, to }: Window): number {
  return Number.isFinite(minutes) ? Math.min(Math.max(1, Math.ceil(minutes)), to - from) : to - from;
}

function findPatterns(groups: readonly ScheduleGroup[]): Pick<GroupedSchedules, "patterns" | "irregular"> {
  const patterns = new Map<string, DayPattern & { groups: PatternGroup[] }>();
  const irregular: ScheduleGroup[] = [];
  for (const group of groups) {
    const { expression, timeZone = "UTC", startsAt, endsAt } = group.timetable;
    const cron = parsedExpression(expression);
    const bounded = startsAt !== undefined || endsAt !== undefined;
    if (cron?.kind !== "cron" || bounded || group.busy > MINUTES_PER_DAY) {
      irregular.push(group);
      continue;
    }
    const key = JSON.stringify([timeZone, cron.days, cron.months, cron.years]);
    const pattern = patterns.get(key) ?? { timeZone, cron, groups: [] };
    pattern.groups.push({ ...group, cron });
    patterns.set(key, pattern);
  }
  return { patterns: [...patterns.values()], irregular };
}

/** Runs at once of what runs at every minute alike; undefined when the minutes differ. */
function steadyRuns(timetable: Timetable, busy: number, window: Window): number | undefined {
  const period = ratePeriod(timetable);
  if (period !== undefined) {
    return Math.ceil(busy / period);
  }
  const parsed = parsedExpression(timetable.expression);
  const bounded = timetable.startsAt !== undefined || timetable.endsAt !== undefined;
  if (parsed?.kind !== "cron" || bounded || parsed.minutes.length < 60 || !runsAllYear(parsed, window)) {
    return undefined;
  }
  // started every minute: the clock change in autumn leaves an hour out, which does not make the year's maximum smaller
  return busy;
}

function runsAllYear(cron: Cron, { from, to }: Window): boolean {
  const everyDay = cron.days.on === "days-of-month" ? cron.days.days.length === 31 : false;
  const firstYear = new Date((from - MINUTES_PER_DAY) * 60_000).getUTCFullYear();
  const lastYear = new Date((to + MINUTES_PER_DAY) * 60_000).getUTCFullYear();
  const years = Array.from({ length: lastYear - firstYear + 1 }, (_, index) => firstYear + index);
  return (
    everyDay &&
    cron.hours.length === 24 &&
    cron.months.length === 12 &&
    years.every((year) => cron.years.includes(year))
  );
}
