import type { CalendarLoad } from "./calendar-load";
import type { Demand } from "./capacity";
import type { Instances } from "./instances";

/**
 * How hard it is to place the scheduled tasks of a step beside what is placed already. Below 1 they certainly fit, if
 * no rules but memory, CPU and interfaces concern them.
 */
export type Pressure = (step: number) => number;

export function pressureOn(load: CalendarLoad, placed: Instances): Pressure {
  return placed.count === 1 ? onOneInstance(load, placed) : onFleet(load, placed);
}

/** Below 1 exactly when the tasks fit: all amounts are whole numbers. */
function onOneInstance({ steps }: CalendarLoad, placed: Instances): Pressure {
  const [memory, cpu, interfaces] = [placed.freeMemoryMiB(0), placed.freeCpu(0), placed.freeInterfaces(0)];
  return (step) =>
    Math.max(
      (steps.memoryMiB[step] ?? 0) / (memory + 1),
      (steps.cpu[step] ?? 0) / (cpu + 1),
      (steps.interfaces[step] ?? 0) / (interfaces + 1),
    );
}

/** What the tasks must have taken from an instance before it can refuse one of them. */
interface Barrier {
  readonly memoryMiB: number;
  readonly cpu: number;
}

/**
 * Below 1 only when the tasks find places in whichever order they come.
 *
 * A task of at most `m` MiB and `c` CPU units is refused by an instance with `M` MiB and `C` units free only after
 * tasks took `M - m + 1` MiB or `C - c + 1` units from it. To be refused everywhere, tasks must have closed each
 * instance in one of the two ways. The cheapest choice, fractions of an instance allowed, is a knapsack: the CPU that
 * is asked for closes the instances that save most memory per unit, and the rest takes memory. What asks for less
 * memory than that is placed. Interfaces may close some instances for nothing: those that are worth most memory.
 */
function onFleet(load: CalendarLoad, placed: Instances): Pressure {
  const { steps, demands } = load;
  const largest = (share: (demand: Demand) => number) =>
    demands.reduce((most, demand) => Math.max(most, share(demand)), 0);
  const barrier = (free: number, most: number) =>
    most === 0 ? Number.POSITIVE_INFINITY : Math.max(0, free - most + 1);
  const mostMemory = largest((demand) => demand.memoryMiB);
  const mostCpu = largest((demand) => demand.cpu);
  const indexes = Array.from({ length: placed.count }, (_, index) => index);
  const barriers = indexes.map((index) => ({
    memoryMiB: barrier(placed.freeMemoryMiB(index), mostMemory),
    cpu: barrier(placed.freeCpu(index), mostCpu),
  }));
  const savings = memorySavings(barriers);
  const total = barriers.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
  const closable = interfacesToClose(indexes.map((index) => placed.freeInterfaces(index)));
  const dearest = prefixSums(barriers.map(({ memoryMiB }) => memoryMiB).sort((a, b) => b - a));
  return (step) => {
    const asked = steps.memoryMiB[step] ?? 0;
    if (mostMemory === 0) {
      // nothing asks for memory, so CPU and interfaces would have to close the instances alone
      return Number.POSITIVE_INFINITY;
    }
    const lost = dearest[closable(steps.interfaces[step] ?? 0)] ?? total;
    const needed = total - lost - savings(steps.cpu[step] ?? 0);
    return needed > 0 ? asked / needed : Number.POSITIVE_INFINITY;
  };
}

/** The most memory that so many CPU units save when they close instances instead. */
function memorySavings(barriers: readonly Barrier[]): (cpu: number) => number {
  const sorted = barriers
    .filter(({ cpu }) => Number.isFinite(cpu))
    .sort((a, b) => b.memoryMiB * a.cpu - a.memoryMiB * b.cpu);
  const cpu = prefixSums(sorted.map((barrier) => barrier.cpu));
  const memory = prefixSums(sorted.map((barrier) => barrier.memoryMiB));
  return (units) => {
    const whole = lastAtMost(cpu, units);
    const next = sorted[whole];
    const part = next === undefined || next.cpu === 0 ? 0 : (units - (cpu[whole] ?? 0)) / next.cpu;
    return (memory[whole] ?? 0) + part * (next?.memoryMiB ?? 0);
  };
}

/** How many instances so many interfaces can close; none when no task wants one. */
function interfacesToClose(free: readonly number[]): (interfaces: number) => number {
  const sums = prefixSums([...free].sort((a, b) => a - b));
  return (interfaces) => (interfaces === 0 ? 0 : lastAtMost(sums, interfaces));
}

/** The sums of the first 0, 1, 2, ... values. */
function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) {
    sums.push((sums.at(-1) ?? 0) + value);
  }
  return sums;
}

/** The last position of an ascending list whose value is not above the limit. */
function lastAtMost(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((ascending[middle] ?? 0) <= limit) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
