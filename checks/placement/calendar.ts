import type { Shortfall } from "./bounds";
import type { CalendarLoad, RunningTasks } from "./calendar-load";
import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import { packFirstFit } from "./pack";
import { pressureOn } from "./pressure";
import { solve } from "./solve";

/** A minute of the walked year and what may run in it. */
export interface CalendarMinute {
  /** UTC minutes since the epoch. */
  readonly minute: number;
  readonly memoryMiB: number;
  readonly running: RunningTasks;
  /** Whether the same tasks may run at every other minute too. */
  readonly anytime: boolean;
}

export interface CalendarVerdict {
  readonly verdict: "feasible" | "infeasible" | "unknown";
  /** The minute that does not fit, could not be decided, or, when all fit, asks for the most memory. */
  readonly worst: CalendarMinute;
  /** Why the minute does not fit. */
  readonly shortfall?: Shortfall;
  /** The worst minute with its tasks placed, when it fits. */
  readonly instances?: Instances | undefined;
}

/** What a proof spends; the search for remedies, which asks many times, spends less. */
const MAX_SETS = 30;

/**
 * Decides whether the scheduled tasks of every minute fit beside the services.
 *
 * On one instance the sums of every minute are compared with what is left, which is exact. On fleets: if all schedules
 * fit at once, so does every minute; a minute in which no order of placement can fail (see `Pressure`) is settled
 * without placing anything; the sets of tasks of the other minutes are placed, the most pressing first.
 *
 * @param services what runs all the time
 * @param placed where the services run
 * @param empty the same instances without them
 * @param maxSets different sets of tasks that are placed one by one before the rest is called unknown
 */
export function decideCalendar(
  load: CalendarLoad,
  services: readonly Demand[],
  placed: Instances,
  empty: Instances,
  maxSets: number = MAX_SETS,
): CalendarVerdict {
  const minuteOf = (step: number): CalendarMinute => {
    const minute = load.steps.minutes[step] ?? 0;
    const memoryMiB = load.steps.memoryMiB[step] ?? 0;
    const running = load.runningAt(minute);
    const anytime = [...running].every(([demand, copies]) => load.constant.get(demand) === copies);
    return { minute, memoryMiB, running, anytime };
  };
  let undecided: number | undefined;
  for (const [position, step] of doubtfulSteps(load, placed).entries()) {
    const worst = minuteOf(step);
    const answer = position < maxSets ? placeMinute(worst.running, services, placed, empty) : "unknown";
    if (answer === "unknown") {
      undecided ??= step;
    } else if (answer !== "fits") {
      return { verdict: "infeasible", worst, shortfall: answer };
    }
  }
  return new Settled(undecided === undefined ? "feasible" : "unknown", placed.copy(), () =>
    minuteOf(undecided ?? heaviestStep(load)),
  );
}

/** No minute that does not fit. Which is the worst is found when somebody asks: it takes the load of a whole year. */
class Settled implements CalendarVerdict {
  private found?: CalendarMinute;
  private complete?: boolean;

  /** @param room where the services run, and what is left beside them; the tasks of the worst minute are placed there */
  constructor(
    readonly verdict: "feasible" | "unknown",
    private readonly room: Instances,
    private readonly find: () => CalendarMinute,
  ) {}

  get worst(): CalendarMinute {
    this.found ??= this.find();
    return this.found;
  }

  get instances(): Instances | undefined {
    this.complete ??= packFirstFit(asDemands(this.worst.running), this.room).length === 0;
    return this.complete ? this.room : undefined;
  }
}

/** The first step that asks for the most memory, and for the most CPU among those. */
function heaviestStep({ steps: { count, memoryMiB, cpu } }: CalendarLoad): number {
  let most = 0;
  for (let step = 1; step < count; step++) {
    const more = (memoryMiB[step] ?? 0) - (memoryMiB[most] ?? 0);
    if (more > 0 || (more === 0 && (cpu[step] ?? 0) > (cpu[most] ?? 0))) {
      most = step;
    }
  }
  return most;
}

/** One step for every set of tasks whose place is in doubt, the most pressing first. */
function doubtfulSteps(load: CalendarLoad, placed: Instances): number[] {
  if (packFirstFit(asDemands(load.everythingAtOnce()), placed.copy()).length === 0) {
    return [];
  }
  const plain = load.demands.every(
    (demand) => demand.ports.length === 0 && !demand.distinct && demand.zones.every((allowed) => allowed),
  );
  const pressure = pressureOn(load, placed);
  const { count, fingerprints, memoryMiB } = load.steps;
  const doubtful: number[] = [];
  // two sets with one fingerprint are told apart by their memory
  const seen = new Map<number, Set<number>>();
  for (let step = 0; step < count; step++) {
    if (!plain || pressure(step) >= 1) {
      const fingerprint = fingerprints[step] ?? 0;
      const memories = seen.get(fingerprint) ?? new Set();
      if (!memories.has(memoryMiB[step] ?? 0)) {
        seen.set(fingerprint, memories.add(memoryMiB[step] ?? 0));
        doubtful.push(step);
      }
    }
  }
  return doubtful.sort((a, b) => pressure(b) - pressure(a));
}

function placeMinute(
  running: RunningTasks,
  services: readonly Demand[],
  placed: Instances,
  empty: Instances,
): "fits" | "unknown" | Shortfall {
  const tasks = asDemands(running);
  if (packFirstFit(tasks, placed.copy()).length === 0) {
    return "fits";
  }
  const solution = solve([...services, ...tasks], empty);
  if (solution.verdict === "infeasible") {
    return solution.shortfall;
  }
  return solution.verdict === "feasible" ? "fits" : "unknown";
}

function asDemands(running: RunningTasks): Demand[] {
  return [...running].map(([demand, count]) => ({ ...demand, count }));
}
