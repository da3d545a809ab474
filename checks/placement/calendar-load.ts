import { occurrences, type Window } from "../schedule/occurrences";
import { groupSchedules, type ScheduleGroup } from "./calendar-groups";
import type { Demand } from "./capacity";
import { addPattern, mostAtOnce, patternRunsAtOnce } from "./day-profile";
import { groupLoad, LoadChanges, type LoadSteps } from "./load-changes";

/** Copies of scheduled tasks that may run in some minute, by demand. */
export type RunningTasks = ReadonlyMap<Demand, number>;

/**
 * What scheduled tasks ask for in every minute of a stretch of time.
 *
 * One start at minute `t` with a flexible window `w` and a longest duration `d` may be running in any minute from `t`
 * to `t + w + d - 1`, and in each of them for some choice of the actual start. Schedules choose independently, so the
 * sum over all of them is reached in the worst case, and the maximum over the minutes is exact.
 *
 * A rate without a start date may have any phase, and a task without a longest duration any length, so both count in
 * every minute.
 */
export class CalendarLoad {
  /** Every scheduled task, whether it ever runs in the window or not. */
  readonly demands: readonly Demand[];
  /** Copies in every minute. */
  readonly constant: RunningTasks;
  /** Demands whose own runs overlap, with how many runs at once. */
  readonly overlapping: ReadonlyMap<Demand, number>;
  /** The load over time; the first step is at the beginning of the window. */
  readonly steps: LoadSteps;
  private readonly groups: readonly ScheduleGroup[];

  constructor(demands: readonly Demand[], window: Window) {
    this.demands = demands;
    const { patterns, irregular, constant, overlapping } = groupSchedules(demands, window);
    this.groups = [...patterns.flatMap((pattern) => pattern.groups), ...irregular];
    this.constant = constant;
    const overlaps = new Map(overlapping);
    const note = (group: ScheduleGroup, runs: number) => {
      for (const demand of runs > 1 ? group.demands : []) {
        overlaps.set(demand, runs);
      }
    };
    const changes = new LoadChanges(window);
    let position = 0;
    for (const pattern of patterns) {
      const loads = pattern.groups.map((group) => groupLoad(group.demands, position++));
      addPattern(pattern, loads, window, changes);
      for (const group of pattern.groups) {
        note(group, patternRunsAtOnce(pattern, group, window));
      }
    }
    for (const group of irregular) {
      const starts = changes.runAll(group, groupLoad(group.demands, position++));
      note(group, mostAtOnce(starts, group.busy));
    }
    this.overlapping = overlaps;
    this.steps = changes.sum(constant);
  }

  /** Which tasks may run in a minute (UTC, since the epoch). */
  runningAt(minute: number): RunningTasks {
    const running = new Map(this.constant);
    for (const { timetable, busy, demands } of this.groups) {
      const runs = occurrences(timetable, { from: minute - busy + 1, to: minute + 1 }).length;
      for (const demand of runs > 0 ? demands : []) {
        running.set(demand, (running.get(demand) ?? 0) + runs * demand.count);
      }
    }
    return running;
  }

  /** Every schedule at the largest number of its own runs: no minute asks for more. */
  everythingAtOnce(): RunningTasks {
    const everything = new Map(this.constant);
    for (const { demands } of this.groups) {
      for (const demand of demands) {
        everything.set(demand, (this.overlapping.get(demand) ?? 1) * demand.count);
      }
    }
    return everything;
  }
}
