import { occurrences, type Window } from "../schedule/occurrences";
import { type DayPattern, groupSchedules, type ScheduleGroup } from "./calendar-groups";
import type { Demand } from "./capacity";
import { addPattern, mostAtOnce, runsAtOnce } from "./day-profile";
import { groupLoad, LoadChanges, type LoadSteps } from "./load-changes";
import { PatternDays } from "./pattern-days";

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
  private summed?: LoadSteps;
  private readonly patterns: readonly (readonly [DayPattern, PatternDays])[];
  private readonly irregular: readonly ScheduleGroup[];

  constructor(
    demands: readonly Demand[],
    private readonly window: Window,
  ) {
    this.demands = demands;
    const { patterns, irregular, constant, overlapping } = groupSchedules(demands, window);
    this.patterns = patterns.map((pattern) => [pattern, new PatternDays(pattern, window)]);
    this.irregular = irregular;
    this.constant = constant;
    const overlaps = new Map(overlapping);
    const note = (group: ScheduleGroup, runs: number) => {
      for (const demand of runs > 1 ? group.demands : []) {
        overlaps.set(demand, runs);
      }
    };
    for (const [{ groups }, days] of this.patterns) {
      for (const group of groups) {
        note(group, runsAtOnce(group, days));
      }
    }
    for (const group of irregular) {
      note(group, mostAtOnce(startsAround(group, window), group.busy));
    }
    this.overlapping = overlaps;
  }

  /** The load over time; the first step is at the beginning of the window. Computed when it is first asked for. */
  get steps(): LoadSteps {
    this.summed ??= this.sum();
    return this.summed;
  }

  private sum(): LoadSteps {
    const changes = new LoadChanges(this.window);
    let position = 0;
    for (const [{ groups }, days] of this.patterns) {
      const loads = groups.map((group) => groupLoad(group.demands, position++));
      addPattern(groups, days, loads, changes);
    }
    for (const group of this.irregular) {
      const load = groupLoad(group.demands, position++);
      for (const start of startsAround(group, this.window)) changes.run(start, group.busy, load);
    }
    return changes.sum(this.constant);
  }

  /** Which tasks may run in a minute (UTC, since the epoch). */
  runningAt(minute: number): RunningTasks {
    const running = new Map(this.constant);
    const add = ({ demands }: ScheduleGroup, runs: number) => {
      for (const demand of runs > 0 ? demands : []) {
        running.set(demand, runs * demand.count);
      }
    };
    for (const [{ groups }, days] of this.patterns) {
      for (const group of groups) {
        add(group, days.runsAt(minute, group));
      }
    }
    for (const group of this.irregular) {
      add(group, occurrences(group.timetable, { from: minute - group.busy + 1, to: minute + 1 }).length);
    }
    return running;
  }

  /** Every schedule at the largest number of its own runs: no minute asks for more. */
  everythingAtOnce(): RunningTasks {
    const everything = new Map(this.constant);
    for (const { demands } of [...this.patterns.flatMap(([{ groups }]) => groups), ...this.irregular]) {
      for (const demand of demands) {
        everything.set(demand, (this.overlapping.get(demand) ?? 1) * demand.count);
      }
    }
    return everything;
  }
}

/** When runs begin that may be going on in a window. */
function startsAround({ timetable, busy }: ScheduleGroup, { from, to }: Window): number[] {
  return occurrences(timetable, { from: from - busy + 1, to });
}
