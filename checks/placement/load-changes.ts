import { occurrences, type Window } from "../schedule/occurrences";
import type { ScheduleGroup } from "./calendar-groups";
import type { Demand } from "./capacity";
import type { DayProfile } from "./day-profile";

/**
 * What scheduled tasks ask for over time, in columns: a year has up to half a million steps. Row `i` holds from its
 * minute on, until the minute of the next row.
 */
export interface LoadSteps {
  readonly count: number;
  /** UTC minutes since the epoch. */
  readonly minutes: Int32Array;
  readonly memoryMiB: Float64Array;
  readonly cpu: Float64Array;
  readonly interfaces: Float64Array;
  /** Equal for equal sets of tasks, and different for different ones but for one pair in four thousand million. */
  readonly fingerprints: Int32Array;
}

/** What one run of a group asks for, and a number to tell the group by. */
export interface GroupLoad {
  readonly memoryMiB: number;
  readonly cpu: number;
  readonly interfaces: number;
  readonly mark: number;
}

/** Room for the changes of every minute of a window. */
interface Scratch {
  readonly memory: Float64Array;
  readonly cpu: Float64Array;
  readonly interfaces: Float64Array;
  /** Wraps around at 32 bits, as the sum of fingerprints may. */
  readonly fingerprint: Int32Array;
}

/**
 * The arrays of the load computed last, all zero again: looking for a better time of a schedule computes dozens of
 * loads over the same year, and fresh arrays would cost more than the arithmetic.
 */
let spare: Scratch | undefined;

/** By how much the load changes at each minute of a window. Ends with `sum`, which may be called once. */
export class LoadChanges {
  private readonly scratch: Scratch;
  private readonly length: number;
  private readonly touched: number[] = [0];
  /** Beyond this many changes it is quicker to look at every minute. */
  private readonly mostTouched: number;

  constructor(private readonly window: Window) {
    this.length = window.to - window.from;
    // one minute more, where loads that outlast the window are taken off
    this.scratch = spare?.memory.length === this.length + 1 ? spare : emptyScratch(this.length + 1);
    spare = undefined;
    this.mostTouched = Math.floor(this.length / 8);
  }

  /** Adds every run of a group; returns when they start. */
  runAll({ timetable, busy }: ScheduleGroup, load: GroupLoad): number[] {
    const { from, to } = this.window;
    const starts = occurrences(timetable, { from: from - busy + 1, to });
    for (const start of starts) {
      this.run(start, busy, load);
    }
    return starts;
  }

  /** Adds one run from a UTC minute on. */
  run(start: number, busy: number, load: GroupLoad): void {
    this.change(start, load, 1);
    this.change(start + busy, load, -1);
  }

  /** Adds the changes of a day whose local midnight is at a UTC minute. */
  copy(profile: DayProfile, midnight: number): void {
    const { memory, cpu, interfaces, fingerprint } = this.scratch;
    for (const minute of profile.minutes) {
      const index = this.indexOf(midnight + minute);
      memory[index] = (memory[index] ?? 0) + (profile.memory[minute] ?? 0);
      cpu[index] = (cpu[index] ?? 0) + (profile.cpu[minute] ?? 0);
      interfaces[index] = (interfaces[index] ?? 0) + (profile.interfaces[minute] ?? 0);
      fingerprint[index] = (fingerprint[index] ?? 0) + (profile.fingerprint[minute] ?? 0);
      this.touch(index);
    }
  }

  /** The loads, with what counts in every minute. */
  sum(constant: ReadonlyMap<Demand, number>): LoadSteps {
    const { memory, cpu, interfaces, fingerprint } = this.scratch;
    const changed = this.changedMinutes();
    const steps = emptySteps(changed.length);
    let total = 0;
    let count = 0;
    let { memoryMiB: memoryNow, cpu: cpuNow, interfaces: interfacesNow } = sumOf([...constant]);
    for (const index of changed) {
      const before = total;
      total = (total + (fingerprint[index] ?? 0)) | 0;
      memoryNow += memory[index] ?? 0;
      cpuNow += cpu[index] ?? 0;
      interfacesNow += interfaces[index] ?? 0;
      memory[index] = cpu[index] = interfaces[index] = fingerprint[index] = 0;
      if (index < this.length && (index === 0 || total !== before)) {
        steps.minutes[count] = this.window.from + index;
        steps.memoryMiB[count] = memoryNow;
        steps.cpu[count] = cpuNow;
        steps.interfaces[count] = interfacesNow;
        steps.fingerprints[count] = total;
        count++;
      }
    }
    spare = this.scratch;
    return { ...steps, count };
  }

  private change(minute: number, load: GroupLoad, by: 1 | -1): void {
    const { memory, cpu, interfaces, fingerprint } = this.scratch;
    const index = this.indexOf(minute);
    memory[index] = (memory[index] ?? 0) + by * load.memoryMiB;
    cpu[index] = (cpu[index] ?? 0) + by * load.cpu;
    interfaces[index] = (interfaces[index] ?? 0) + by * load.interfaces;
    fingerprint[index] = (fingerprint[index] ?? 0) + by * load.mark;
    this.touch(index);
  }

  /** What began before the window has its place in the first minute, what ends after it in the one after the last. */
  private indexOf(minute: number): number {
    return Math.min(Math.max(0, minute - this.window.from), this.length);
  }

  private touch(index: number): void {
    if (this.touched.length < this.mostTouched) {
      this.touched.push(index);
    }
  }

  /** The minutes that may have changed: ascending and without repetition. */
  private changedMinutes(): Int32Array {
    if (this.touched.length < this.mostTouched) {
      const sorted = Int32Array.from(this.touched).sort();
      return sorted.filter((index, position) => index !== sorted[position - 1]);
    }
    const every = new Int32Array(this.length + 1);
    for (let index = 0; index < every.length; index++) {
      every[index] = index;
    }
    return every;
  }
}

/** What the demands of a group ask for together. */
export function groupLoad(demands: readonly Demand[], position: number): GroupLoad {
  return { ...sumOf(demands.map((demand) => [demand, demand.count])), mark: scramble(position) };
}

function emptySteps(length: number): Omit<LoadSteps, "count"> {
  return {
    minutes: new Int32Array(length),
    memoryMiB: new Float64Array(length),
    cpu: new Float64Array(length),
    interfaces: new Float64Array(length),
    fingerprints: new Int32Array(length),
  };
}

function emptyScratch(length: number): Scratch {
  return {
    memory: new Float64Array(length),
    cpu: new Float64Array(length),
    interfaces: new Float64Array(length),
    fingerprint: new Int32Array(length),
  };
}

function sumOf(copies: readonly (readonly [Demand, number])[]): Omit<GroupLoad, "mark"> {
  let [memoryMiB, cpu, interfaces] = [0, 0, 0];
  for (const [demand, count] of copies) {
    memoryMiB += count * demand.memoryMiB;
    cpu += count * demand.cpu;
    interfaces += count * demand.interfaces;
  }
  return { memoryMiB, cpu, interfaces };
}

/** A number with its bits well mixed, never zero, the same for the same position. */
function scramble(position: number): number {
  let bits = Math.imul(position + 1, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16) || 1;
}
