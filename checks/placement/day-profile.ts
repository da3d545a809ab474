import { MINUTES_PER_DAY } from "../schedule/civil-days";
import { steadyOffset, timesOfDay } from "../schedule/local-days";
import type { PatternGroup } from "./calendar-groups";
import type { GroupLoad, LoadChanges } from "./load-changes";
import type { PatternDays } from "./pattern-days";

/** Minutes of a profile: a day, and the day after, in which the runs of the day have ended. */
const LENGTH = 2 * MINUTES_PER_DAY + 1;

/** The changes of one day, by minute after midnight. */
export interface DayProfile {
  /** The minutes with a change, ascending. */
  readonly minutes: readonly number[];
  readonly memory: Float64Array;
  readonly cpu: Float64Array;
  readonly interfaces: Float64Array;
  readonly fingerprint: Int32Array;
}

/**
 * Adds the groups of a pattern to the changes of a year: the changes of one day are computed once and copied to every
 * day, and only days with a clock change are walked through.
 *
 * @param loads what the groups ask for, in their order
 */
export function addPattern(
  groups: readonly PatternGroup[],
  days: PatternDays,
  loads: readonly GroupLoad[],
  changes: LoadChanges,
): void {
  const profile = dayProfile(groups, loads);
  for (const day of days.days) {
    const midnight = day * MINUTES_PER_DAY;
    const offset = steadyOffset(days.spans, midnight);
    if (offset !== undefined) {
      changes.copy(profile, midnight - offset);
      continue;
    }
    for (const [position, group] of groups.entries()) {
      for (const start of days.startsOn(day, group)) {
        changes.run(start, group.busy, loads[position] ?? NOTHING);
      }
    }
  }
}

const NOTHING: GroupLoad = { memoryMiB: 0, cpu: 0, interfaces: 0, mark: 0 };

function dayProfile(groups: readonly PatternGroup[], loads: readonly GroupLoad[]): DayProfile {
  const memory = new Float64Array(LENGTH);
  const cpu = new Float64Array(LENGTH);
  const interfaces = new Float64Array(LENGTH);
  const fingerprint = new Int32Array(LENGTH);
  const touched = new Uint8Array(LENGTH);
  const change = (minute: number, load: GroupLoad, by: 1 | -1) => {
    memory[minute] = (memory[minute] ?? 0) + by * load.memoryMiB;
    cpu[minute] = (cpu[minute] ?? 0) + by * load.cpu;
    interfaces[minute] = (interfaces[minute] ?? 0) + by * load.interfaces;
    fingerprint[minute] = (fingerprint[minute] ?? 0) + by * load.mark;
    touched[minute] = 1;
  };
  for (const [position, { cron, busy }] of groups.entries()) {
    for (const time of timesOfDay(cron)) {
      change(time, loads[position] ?? NOTHING, 1);
      change(time + busy, loads[position] ?? NOTHING, -1);
    }
  }
  const minutes = [...touched.keys()].filter((minute) => touched[minute] === 1);
  return { minutes, memory, cpu, interfaces, fingerprint };
}

/**
 * The largest number of a group's own runs at once. Days are alike, so two neighbouring days that the expression names
 * are counted through, and the days around every clock change, which brings local times closer together.
 */
export function runsAtOnce(group: PatternGroup, days: PatternDays): number {
  const { days: all, spans } = days;
  const first = all.find((day, position) => all[position + 1] === day + 1) ?? all[0];
  const changes = spans.slice(1).map((span) => Math.floor(span.from / MINUTES_PER_DAY));
  const stretches = [...(first === undefined ? [] : [[first, first + 1]]), ...changes.map((day) => [day - 2, day + 2])];
  return stretches.reduce((most, [from = 0, to = 0]) => {
    const starts = all.filter((day) => day >= from && day <= to).flatMap((day) => days.startsOn(day, group));
    return Math.max(most, mostAtOnce(starts, group.busy));
  }, 0);
}

/** The largest number of ascending starts within `busy` minutes. */
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
