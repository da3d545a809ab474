import type { Demand } from "./capacity";
import type { Instances } from "./instances";

/** The order in which demands are placed. */
export type PackOrder = "largest" | "memory" | "cpu";

/**
 * First-fit-decreasing: the demands, largest first, each copy onto the first instance that takes it. Places onto
 * `instances` itself and returns the copies that found no place.
 *
 * A copy is never tried on an instance that refused the copy before it: instances only fill up.
 */
export function packFirstFit(demands: readonly Demand[], instances: Instances, order: PackOrder = "largest"): Demand[] {
  const left: Demand[] = [];
  for (const demand of sortForPacking(demands, instances, order)) {
    let index = 0;
    let copies = demand.count;
    while (copies > 0 && index < instances.count) {
      if (instances.fits(index, demand)) {
        instances.place(index, demand);
        copies--;
      } else {
        index++;
      }
    }
    if (copies > 0) {
      left.push({ ...demand, count: copies });
    }
  }
  return left;
}

/** Whether one copy finds a place beside what is there; the index of the instance, or undefined. */
export function firstPlace(demand: Demand, instances: Instances): number | undefined {
  for (let index = 0; index < instances.count; index++) {
    if (instances.fits(index, demand)) {
      return index;
    }
  }
  return undefined;
}

/** Tasks with the fewest places to go come first (zones, ports, own instances), then the largest. */
export function sortForPacking(demands: readonly Demand[], instances: Instances, order: PackOrder): Demand[] {
  const { memoryMiB, cpu, interfaces } = instances.capacity;
  const fraction = (amount: number, whole: number) => (whole > 0 ? amount / whole : amount > 0 ? 1 : 0);
  const size = (demand: Demand) => {
    const memory = fraction(demand.memoryMiB, memoryMiB);
    const processor = fraction(demand.cpu, cpu);
    if (order === "memory") {
      return memory;
    }
    return order === "cpu" ? processor : Math.max(memory, processor, fraction(demand.interfaces, interfaces));
  };
  const freedom = (demand: Demand) => demand.zones.filter((allowed) => allowed).length;
  const exclusive = (demand: Demand) => (demand.ports.length > 0 || demand.distinct ? 1 : 0);
  return demands
    .filter((demand) => demand.count > 0)
    .map((demand) => ({ demand, freedom: freedom(demand), exclusive: exclusive(demand), size: size(demand) }))
    .sort((a, b) => a.freedom - b.freedom || b.exclusive - a.exclusive || b.size - a.size)
    .map(({ demand }) => demand);
}
