import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import { sortForPacking } from "./pack";

/** Tasks beyond which the search is not begun, and placements after which it gives up. */
const MAX_TASKS = 32;
const MAX_STEPS = 20_000;

export type SearchResult = "placed" | "impossible" | "gave-up";

/**
 * Tries every arrangement of the demands on the instances, leaving out those that differ only in which of two equal
 * instances got a task. Leaves the arrangement on `instances` when there is one.
 */
export function searchArrangement(demands: readonly Demand[], instances: Instances): SearchResult {
  const copies = sortForPacking(demands, instances, "largest").flatMap((demand) =>
    Array.from({ length: demand.count }, () => demand),
  );
  if (copies.length > MAX_TASKS) {
    return "gave-up";
  }
  let steps = 0;

  /** Places the copies from `position` on. Copies of one demand go to instances in ascending order. */
  const placeFrom = (position: number, lowest: number): SearchResult => {
    const demand = copies[position];
    if (demand === undefined) {
      return "placed";
    }
    const tried = new Set<string>();
    for (let index = lowest; index < instances.count; index++) {
      if (!instances.fits(index, demand)) {
        continue;
      }
      const signature = instances.signature(index);
      if (tried.has(signature)) {
        continue;
      }
      tried.add(signature);
      if (++steps > MAX_STEPS) {
        return "gave-up";
      }
      instances.place(index, demand);
      const result = placeFrom(position + 1, copies[position + 1] === demand ? index : 0);
      if (result !== "impossible") {
        return result;
      }
      instances.remove(index, demand);
    }
    return "impossible";
  };

  return placeFrom(0, 0);
}
