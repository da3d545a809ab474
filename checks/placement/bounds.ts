import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import type { Workload } from "./model";

/** Why no arrangement whatsoever can place the demands. */
export interface Shortfall {
  readonly kind: "memory" | "cpu" | "interfaces" | "port" | "instances" | "arrangement";
  readonly needed: number;
  readonly available: number;
  /** The port of a `port` shortfall. */
  readonly port?: string;
  /** Who competes, largest demand first. */
  readonly workloads: readonly Workload[];
}

/**
 * A proof that the demands cannot be placed, or undefined when none was found. Each bound ignores all rules but one,
 * so whatever breaks it cannot be placed:
 *
 * 1. what the tasks of some zones need together exceeds what the instances there have (memory, CPU, interfaces);
 * 2. more copies want one port, or an instance of their own, than there are instances;
 * 3. more large tasks than instances: no two tasks of more than half an instance share one, and the rest has to fit
 *    beside them (Martello and Toth's L2 bound for bin packing).
 *
 * On one instance 1 and 2 are all the rules there are, so there the absence of a proof is a proof that it fits.
 */
export function infeasibility(demands: readonly Demand[], instances: Instances): Shortfall | undefined {
  const wanted = demands.filter((demand) => demand.count > 0);
  for (const group of zoneGroups(wanted)) {
    const within = wanted.filter((demand) => demand.zones.every((allowed, zone) => !allowed || group[zone] === true));
    const places = indexes(instances).filter((index) => group[instances.zoneOf(index)] === true);
    const shortfall = sumShortfall(within, places, instances) ?? exclusiveShortfall(within, places, instances);
    if (shortfall !== undefined) {
      return shortfall;
    }
  }
  return largeTaskShortfall(wanted, instances);
}

/** The distinct sets of zones that demands are confined to. */
function zoneGroups(demands: readonly Demand[]): readonly (readonly boolean[])[] {
  const groups = new Map(demands.map((demand) => [demand.zones.join(), demand.zones]));
  return [...groups.values()];
}

function sumShortfall(
  demands: readonly Demand[],
  places: readonly number[],
  instances: Instances,
): Shortfall | undefined {
  const dimensions = [
    ["memory", (demand: Demand) => demand.memoryMiB, (index: number) => instances.freeMemoryMiB(index)],
    ["cpu", (demand: Demand) => demand.cpu, (index: number) => instances.freeCpu(index)],
    ["interfaces", (demand: Demand) => demand.interfaces, (index: number) => instances.freeInterfaces(index)],
  ] as const;
  for (const [kind, share, room] of dimensions) {
    const needed = demands.reduce((sum, demand) => sum + demand.count * share(demand), 0);
    const available = places.reduce((sum, index) => sum + room(index), 0);
    if (needed > available) {
      const competing = demands.filter((demand) => share(demand) > 0).sort((a, b) => share(b) - share(a));
      return { kind, needed, available, workloads: competing.map((demand) => demand.workload) };
    }
  }
  return undefined;
}

function exclusiveShortfall(
  demands: readonly Demand[],
  places: readonly number[],
  instances: Instances,
): Shortfall | undefined {
  for (const [port, competing] of byPort(demands)) {
    const needed = competing.reduce((sum, demand) => sum + demand.count, 0);
    const available = places.filter((index) => !instances.usesPort(index, port)).length;
    if (needed > available) {
      return { kind: "port", port, needed, available, workloads: competing.map((demand) => demand.workload) };
    }
  }
  for (const demand of demands.filter(({ distinct }) => distinct)) {
    const available = places.filter((index) => instances.copiesOn(index, demand.workload) === 0).length;
    if (demand.count > available) {
      return { kind: "instances", needed: demand.count, available, workloads: [demand.workload] };
    }
  }
  return undefined;
}

function byPort(demands: readonly Demand[]): Map<string, Demand[]> {
  const competing = new Map<string, Demand[]>();
  for (const demand of demands) {
    for (const port of demand.ports) {
      competing.set(port, [...(competing.get(port) ?? []), demand]);
    }
  }
  return competing;
}

function largeTaskShortfall(demands: readonly Demand[], instances: Instances): Shortfall | undefined {
  const memory = largeTaskBound(demands, (demand) => demand.memoryMiB, largest(instances, "freeMemoryMiB"));
  const cpu = largeTaskBound(demands, (demand) => demand.cpu, largest(instances, "freeCpu"));
  const needed = Math.max(memory, cpu);
  if (needed <= instances.count) {
    return undefined;
  }
  const share = memory >= cpu ? (demand: Demand) => demand.memoryMiB : (demand: Demand) => demand.cpu;
  const workloads = [...demands].sort((a, b) => share(b) - share(a)).map((demand) => demand.workload);
  return { kind: "arrangement", needed, available: instances.count, workloads };
}

/** Instances of the given size without which tasks of these sizes cannot be placed. */
function largeTaskBound(demands: readonly Demand[], share: (demand: Demand) => number, room: number): number {
  const sizes = demands
    .map((demand) => ({ size: share(demand), count: demand.count }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);
  const above = (limit: number) => sizes.filter(({ size }) => size > limit);
  const count = (list: typeof sizes) => list.reduce((sum, item) => sum + item.count, 0);
  const total = (list: typeof sizes) => list.reduce((sum, item) => sum + item.count * item.size, 0);
  const half = above(room / 2);
  let bound = count(half);
  // one threshold per distinct size up to half an instance: smaller tasks are ignored, larger ones have to share
  for (const threshold of thresholds(sizes.map(({ size }) => size).filter((size) => size <= room / 2))) {
    const alone = above(room - threshold);
    const shared = half.filter(({ size }) => size <= room - threshold);
    const small = sizes.filter(({ size }) => size >= threshold && size <= room / 2);
    const left = count(shared) * room - total(shared);
    bound = Math.max(bound, count(alone) + count(shared) + Math.max(0, Math.ceil((total(small) - left) / room)));
  }
  return bound;
}

/** At most this many thresholds are tried: each costs a pass over the demands. */
const MAX_THRESHOLDS = 16;

function thresholds(sizes: readonly number[]): number[] {
  const distinct = [...new Set(sizes)];
  const every = Math.ceil(distinct.length / MAX_THRESHOLDS);
  return distinct.filter((_, index) => index % Math.max(1, every) === 0);
}

function largest(instances: Instances, room: "freeMemoryMiB" | "freeCpu"): number {
  return indexes(instances).reduce((most, index) => Math.max(most, instances[room](index)), 0);
}

function indexes(instances: Instances): number[] {
  return Array.from({ length: instances.count }, (_, index) => index);
}
