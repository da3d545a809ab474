import { MINUTES_PER_DAY } from "../schedule/civil-days";
import type { Window } from "../schedule/occurrences";
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

/**
 * Room for the changes of a window, a record for each minute that has one. Most minutes of a year have none, and memory
 * that is never written is never paid for: the operating system gives it page by page.
 */
interface Scratch {
  /**
   * For every minute of the window 1 + the number of its record, or 0. The same minute of all days stands side by side
   * (`place`), because schedules come back at the same minutes: a year of them touches a few pages instead of all.
   */
  readonly recordOf: Int32Array;
  /** Records of `FIELDS` numbers: memory, CPU, interfaces, fingerprint (which wraps around at 32 bits). */
  records: Float64Array;
}

const FIELDS = 4;
const FIRST_RECORDS = 4096;

/**
 * The room of the load computed last, all zero again: looking for a better time of a schedule computes dozens of
 * loads over the same year, and fresh arrays would cost more than the arithmetic.
 */
let spare: Scratch | undefined;

/** By how much the load changes at each minute of a window. Ends with `sum`, which may be called once. */
export class LoadChanges {
  private readonly scratch: Scratch;
  private readonly length: number;
  /** Days of the window, the last of them whole. */
  private readonly days: number;
  /** The minute of every record. */
  private readonly touched: number[] = [];
  /** Beyond this many changes it is quicker to look at every minute than to sort them. */
  private readonly mostSorted: number;

  constructor(private readonly window: Window) {
    this.length = window.to - window.from;
    // one minute more, where loads that outlast the window are taken off
    this.days = Math.ceil((this.length + 1) / MINUTES_PER_DAY);
    const places = this.days * MINUTES_PER_DAY;
    this.scratch = spare?.recordOf.length === places ? spare : emptyScratch(places);
    spare = undefined;
    this.mostSorted = Math.floor(this.length / 8);
    this.recordAt(this.window.from); // the first step, whether something changes there or not
  }

  /** Adds one run from a UTC minute on. */
  run(start: number, busy: number, load: GroupLoad): void {
    this.change(start, load, 1);
    this.change(start + busy, load, -1);
  }

  /** Adds the changes of a day whose local midnight is at a UTC minute. */
  copy({ minutes, memory, cpu, interfaces, fingerprint }: DayProfile, midnight: number): void {
    // By index: an iterator makes an object for each minute of each day, which is more than the arithmetic.
    for (let position = 0; position < minutes.length; position++) {
      const minute = minutes[position] ?? 0;
      this.add(
        midnight + minute,
        memory[minute] ?? 0,
        cpu[minute] ?? 0,
        interfaces[minute] ?? 0,
        fingerprint[minute] ?? 0,
      );
    }
  }

  /** The loads, with what counts in every minute. */
  sum(constant: ReadonlyMap<Demand, number>): LoadSteps {
    const { recordOf, records } = this.scratch;
    const changed = this.changedMinutes();
    const steps = emptySteps(changed.length);
    let total = 0;
    let count = 0;
    let { memoryMiB: memoryNow, cpu: cpuNow, interfaces: interfacesNow } = sumOf([...constant]);
    for (let position = 0; position < changed.length; position++) {
      const index = changed[position] ?? 0;
      const before = total;
      const place = this.place(index);
      const at = ((recordOf[place] ?? 0) - 1) * FIELDS;
      memoryNow += records[at] ?? 0;
      cpuNow += records[at + 1] ?? 0;
      interfacesNow += records[at + 2] ?? 0;
      total = (total + (records[at + 3] ?? 0)) | 0;
      recordOf[place] = 0;
      if (index < this.length && (index === 0 || total !== before)) {
        steps.minutes[count] = this.window.from + index;
        steps.memoryMiB[count] = memoryNow;
        steps.cpu[count] = cpuNow;
        steps.interfaces[count] = interfacesNow;
        steps.fingerprints[count] = total;
        count++;
      }
    }
    records.fill(0, 0, this.touched.length * FIELDS);
    spare = this.scratch;
    return { ...steps, count };
  }

  private change(minute: number, load: GroupLoad, by: 1 | -1): void {
    this.add(minute, by * load.memoryMiB, by * load.cpu, by * load.interfaces, by * load.mark);
  }

  private add(minute: number, memoryMiB: number, cpu: number, interfaces: number, mark: number): void {
    const at = this.recordAt(minute);
    const { records } = this.scratch;
    records[at] = (records[at] ?? 0) + memoryMiB;
    records[at + 1] = (records[at + 1] ?? 0) + cpu;
    records[at + 2] = (records[at + 2] ?? 0) + interfaces;
    records[at + 3] = ((records[at + 3] ?? 0) + mark) | 0;
  }

  /**
   * Where the record of a minute begins. What began before the window has its place in the first minute, what ends
   * after it in the one after the last.
   */
  private recordAt(minute: number): number {
    const { recordOf } = this.scratch;
    const index = Math.min(Math.max(0, minute - this.window.from), this.length);
    const place = this.place(index);
    const known = recordOf[place] ?? 0;
    if (known > 0) return (known - 1) * FIELDS;
    const at = this.touched.length * FIELDS;
    this.touched.push(index);
    recordOf[place] = this.touched.length;
    if (at === this.scratch.records.length) {
      const larger = new Float64Array(2 * at);
      larger.set(this.scratch.records);
      this.scratch.records = larger;
    }
    return at;
  }

  /** The minutes that have a record, ascending. */
  private changedMinutes(): Int32Array {
    const changed = Int32Array.from(this.touched);
    if (changed.length < this.mostSorted) return changed.sort();
    let found = 0;
    for (let index = 0; index <= this.length; index++) {
      if ((this.scratch.recordOf[this.place(index)] ?? 0) > 0) changed[found++] = index;
    }
    return changed;
  }

  /** Where `recordOf` has a minute, counted from the beginning of the window. */
  private place(index: number): number {
    return (index % MINUTES_PER_DAY) * this.days + Math.floor(index / MINUTES_PER_DAY);
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

function emptyScratch(places: number): Scratch {
  return { recordOf: new Int32Array(places), records: new Float64Array(FIRST_RECORDS * FIELDS) };
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
