import { infeasibility, type Shortfall } from "./bounds";
import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import { packFirstFit } from "./pack";
import { searchArrangement } from "./search";

/** Whether demands can be placed beside what is on the instances already. */
export type Solution =
  | { readonly verdict: "feasible"; readonly instances: Instances }
  /** No arrangement exists, and why. */
  | { readonly verdict: "infeasible"; readonly shortfall: Shortfall }
  /** Neither an arrangement nor a proof that there is none was found; `left` found no place in the best attempt. */
  | { readonly verdict: "unknown"; readonly left: readonly Demand[] };

/**
 * Decides whether the demands fit. Exact for one instance, and for few tasks; for larger fleets first-fit-decreasing in
 * three orders on one side and lower bounds on the other, which can leave a gap that is called unknown.
 *
 * `base` is not changed.
 */
export function solve(demands: readonly Demand[], base: Instances): Solution {
  const shortfall = infeasibility(demands, base);
  if (shortfall !== undefined) {
    return { verdict: "infeasible", shortfall };
  }
  let left: readonly Demand[] = demands;
  for (const order of ["largest", "memory", "cpu"] as const) {
    const instances = base.copy();
    const unplaced = packFirstFit(demands, instances, order);
    if (unplaced.length === 0) {
      return { verdict: "feasible", instances };
    }
    left = copies(unplaced) < copies(left) ? unplaced : left;
  }
  return search(demands, base, left);
}

function search(demands: readonly Demand[], base: Instances, left: readonly Demand[]): Solution {
  const instances = base.copy();
  switch (searchArrangement(demands, instances)) {
    case "placed":
      return { verdict: "feasible", instances };
    case "impossible": {
      const workloads = left.map((demand) => demand.workload);
      const shortfall: Shortfall = {
        kind: "arrangement",
        needed: base.count + 1,
        available: base.count,
        workloads,
      };
      return { verdict: "infeasible", shortfall };
    }
    case "gave-up":
      return { verdict: "unknown", left };
  }
}

function copies(demands: readonly Demand[]): number {
  return demands.reduce((sum, demand) => sum + demand.count, 0);
}
