import { MINUTES_PER_DAY } from "../schedule/civil-days";
import { localDays, spansAround, steadyOffset, timesOfDay, utcOf, type Window } from "../schedule/local-days";
import type { OffsetSpan } from "../schedule/time-zone-offsets";
import type { DayPattern, PatternGroup } from "./calendar-groups";

/** The days of a pattern in and just before a window, and the offsets of its zone there. */
export class PatternDays {
  /** Local days, ascending. */
  readonly days: readonly number[];
  readonly spans: readonly OffsetSpan[];
  private readonly known: ReadonlySet<number>;

  constructor(pattern: DayPattern, window: Window) {
    // a run may have begun on the day before, which may have begun a day earlier in UTC
    const early = { from: window.from - 2 * MINUTES_PER_DAY, to: window.to };
    this.spans = spansAround(pattern.timeZone, early);
    this.days = [...localDays(pattern.cron, early, this.spans)];
    this.known = new Set(this.days);
  }

  /** The UTC minutes of a local day at which a group starts. */
  startsOn(day: number, group: PatternGroup): number[] {
    const midnight = day * MINUTES_PER_DAY;
    const offset = steadyOffset(this.spans, midnight);
    const starts = timesOfDay(group.cron).map((time) =>
      offset === undefined ? utcOf(midnight + time, this.spans) : midnight + time - offset,
    );
    return starts.filter((start) => start !== undefined);
  }

  /** Runs of a group that may be going on in a UTC minute. */
  runsAt(minute: number, group: PatternGroup): number {
    let runs = 0;
    const today = Math.floor(minute / MINUTES_PER_DAY);
    // the local day may be the day before or after, and a run may have begun the day before that
    for (let day = today - 2; day <= today + 1; day++) {
      if (this.known.has(day)) {
        runs += this.runsOfDayAt(day, minute, group);
      }
    }
    return runs;
  }

  private runsOfDayAt(day: number, minute: number, group: PatternGroup): number {
    const midnight = day * MINUTES_PER_DAY;
    const offset = steadyOffset(this.spans, midnight);
    if (offset === undefined) {
      return this.startsOn(day, group).filter((start) => start <= minute && start > minute - group.busy).length;
    }
    const times = timesOfDay(group.cron);
    const now = minute + offset - midnight;
    return countUpTo(times, now) - countUpTo(times, now - group.busy);
  }
}

/** How many of the ascending values are not above the limit. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] ?? 0) <= limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
