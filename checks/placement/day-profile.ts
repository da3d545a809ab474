import { MINUTES_PER_DAY } from "../schedule/civil-days";
import { localDays, spansAround, steadyOffset, timesOfDay, utcOf, type Window } from "../schedule/local-days";
import { occurrences } from "../schedule/occurrences";
import type { DayPattern, ScheduleGroup } from "./calendar-groups";
import type { GroupLoad, LoadChanges } from "./load-changes";

/** Minutes of a profile: a day, and the day after, in which the runs of the day have ended. */
const LENGTH = 2 * MINUTES_PER_DAY + 1;

/**
 * Adds the groups of a pattern to the changes of a year: the changes of one day are computed once and copied to every
 * day, and only days with a clock change are walked through.
 */
export function addPattern(
  pattern: DayPattern,
  loads: readonly GroupLoad[],
  window: Window,
  changes: LoadChanges,
): void {
  const cron = pattern.groups[0]?.cron;
  if (cron === undefined) {
    return;
  }
  const profile = dayProfile(pattern, loads);
  const early = { from: window.from - 2 * MINUTES_PER_DAY, to: window.to };
  const spans = spansAround(pattern.timeZone, early);
  for (const day of localDays(cron, early, spans)) {
    const midnight = day * MINUTES_PER_DAY;
    const offset = steadyOffset(spans, midnight);
    if (offset !== undefined) {
      changes.copy(profile, midnight - offset);
      continue;
    }
    for (const [position, group] of pattern.groups.entries()) {
      const load = loads[position];
      for (const time of load === undefined ? [] : timesOfDay(group.cron)) {
        const start = utcOf(midnight + time, spans);
        if (start !== undefined && load !== undefined) {
          changes.run(start, group.busy, load);
        }
      }
    }
  }
}

/** The changes of one day, by minute after midnight. */
export interface DayProfile {
  /** The minutes with a change, ascending. */
  readonly minutes: readonly number[];
  readonly memory: Float64Array;
  readonly cpu: Float64Array;
  readonly interfaces: Float64Array;
  readonly fingerprint: Int32Array;
}

function dayProfile(pattern: DayPattern, loads: readonly GroupLoad[]): DayProfile {
  const memory = new Float64Array(LENGTH);
  const cpu = new Float64Array(LENGTH);
  const interfaces = new Float64Array(LENGTH);
  const fingerprint = new Int32Array(LENGTH);
  const touched = new Uint8Array(LENGTH);
  for (const [position, { cron, busy }] of pattern.groups.entries()) {
    const load = loads[position];
    for (const time of load === undefined ? [] : timesOfDay(cron)) {
      for (const [minute, by] of [
        [time, 1],
        [time + busy, -1],
      ] as const) {
        memory[minute] = (memory[minute] ?? 0) + by * (load?.memoryMiB ?? 0);
        cpu[minute] = (cpu[minute] ?? 0) + by * (load?.cpu ?? 0);
        interfaces[minute] = (interfaces[minute] ?? 0) + by * (load?.interfaces ?? 0);
        fingerprint[minute] = (fingerprint[minute] ?? 0) + by * (load?.mark ?? 0);
        touched[minute] = 1;
      }
    }
  }
  const minutes = [...touched.keys()].filter((minute) => touched[minute] === 1);
  return { minutes, memory, cpu, interfaces, fingerprint };
}

/**
 * The largest number of a group's own runs at once. Days are alike, so two neighbouring days that the expression names
 * are counted through, and the days around every clock change, which brings local times closer together.
 */
export function patternRunsAtOnce(pattern: DayPattern, group: ScheduleGroup, window: Window): number {
  const cron = pattern.groups[0]?.cron;
  if (cron === undefined) {
    return 0;
  }
  const spans = spansAround(pattern.timeZone, window);
  const days = [...localDays(cron, window, spans)];
  const first = days.find((day, position) => days[position + 1] === day + 1) ?? days[0];
  if (first === undefined) {
    return 0;
  }
  // three days of UTC contain two whole local days, wherever the zone is
  const stretches = [first * MINUTES_PER_DAY, ...spans.slice(1).map((span) => span.from)].map((at) => ({
    from: at - 2 * MINUTES_PER_DAY,
    to: at + 3 * MINUTES_PER_DAY,
  }));
  return stretches.reduce(
    (most, stretch) => Math.max(most, mostAtOnce(occurrences(group.timetable, stretch), group.busy)),
    0,
  );
}

/** The largest number of starts within `busy` minutes. */
export function mostAtOnce(starts: readonly number[], busy: number): number {
  let oldest = 0;
  let most = 0;
  for (let latest = 0; latest < starts.length; latest++) {
    while ((starts[oldest] ?? 0) + busy <= (starts[latest] ?? 0)) {
      oldest++;
    }
    most = Math.max(most, latest - oldest + 1);
  }
  return most;
}
