import { rollingBounds } from "../../constructs/rules/ecs-limits";
import type { Shortfall } from "./bounds";
import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import type { Workload } from "./model";
import { firstPlace } from "./pack";
import { solve } from "./solve";

/** How a service gets from one revision of its task to the next. */
export interface Roll {
  readonly workload: Workload;
  /**
   * - `start-first`: a copy more fits, so that no copy stops before its successor is healthy.
   * - `stop-first`: enough old copies may stop before new ones start.
   * - `stuck`: the percentages allow ECS neither.
   * - `no-room`: a copy more would have to fit, and does not.
   * - `unknown`: a copy more would have to fit, and neither a place nor a proof was found.
   */
  readonly way: "start-first" | "stop-first" | "stuck" | "no-room" | "unknown";
  /** Copies that must keep running, and may run at once. */
  readonly lower: number;
  readonly upper: number;
  /** Whether every copy may be stopped before the first new one runs. */
  readonly downtime: boolean;
  /** Whether one copy more would fit. */
  readonly extraFits: boolean;
  /** Why one copy more does not fit. */
  readonly shortfall?: Shortfall;
}

/** Full placements tried for copies that do not simply fit beside the others; each is a pass over all services. */
const MAX_PLACEMENTS = 40;

/**
 * Decides for each service whether ECS can roll it while all others keep running.
 *
 * ECS keeps at least `ceil(desired * minimumHealthyPercent / 100)` copies and at most
 * `floor(desired * maximumPercent / 100)`. So it needs room for one copy more exactly when it may not stop one first.
 *
 * @param demands the services of the fleet at their desired counts
 * @param placed where they run
 * @param empty the same instances without them
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function planRolls(demands: readonly Demand[], placed: Instances, empty: Instances): Roll[] {
  const extras = new ExtraCopies(demands, placed, empty);
  return demands.filter((demand) => demand.count > 0).map((demand) => planRoll(demand, extras));
}

/** One copy more of a service, where ECS cannot roll the service without room for it. */
export function neededExtra(demand: Demand): Demand | undefined {
  const { lower, upper } = boundsOf(demand);
  return demand.count > 0 && lower >= demand.count && upper > demand.count ? { ...demand, count: 1 } : undefined;
}

function boundsOf({ workload, count }: Demand): { readonly lower: number; readonly upper: number } {
  return rollingBounds({
    desiredCount: count,
    minimumHealthyPercent: workload.minimumHealthyPercent ?? 100,
    maximumPercent: workload.maximumPercent ?? 200,
  });
}

function planRoll(demand: Demand, extras: ExtraCopies): Roll {
  const { workload, count } = demand;
  const { lower, upper } = boundsOf(demand);
  const common = { workload, lower, upper };
  if (lower < count) {
    // whether ECS starts new copies before it stops old ones is not documented for this case
    return { ...common, way: "stop-first", downtime: lower <= 0, extraFits: extras.fitsBeside(demand) };
  }
  if (upper <= count) {
    return { ...common, way: "stuck", downtime: false, extraFits: extras.fitsBeside(demand) };
  }
  const answer = extras.fits(demand);
  if (typeof answer === "boolean") {
    return { ...common, way: answer ? "start-first" : "unknown", downtime: false, extraFits: answer };
  }
  return { ...common, way: "no-room", downtime: false, extraFits: false, shortfall: answer };
}

/** Answers whether one copy more fits, asking the expensive question as seldom as it can. */
class ExtraCopies {
  private readonly answers = new Map<string, boolean | Shortfall>();
  private placements = 0;
  private readonly usedMemoryMiB: number;
  private readonly totalMemoryMiB: number;

  constructor(
    private readonly demands: readonly Demand[],
    private readonly placed: Instances,
    private readonly empty: Instances,
  ) {
    this.usedMemoryMiB = demands.reduce((sum, demand) => sum + demand.count * demand.memoryMiB, 0);
    this.totalMemoryMiB = 0;
    for (let index = 0; index < empty.count; index++) {
      this.totalMemoryMiB += empty.freeMemoryMiB(index);
    }
  }

  /** Whether the copy fits without moving anything. */
  fitsBeside(demand: Demand): boolean {
    return firstPlace(demand, this.placed) !== undefined;
  }

  /** True: it fits, perhaps in another arrangement. False: nobody knows. Else the proof that it does not. */
  fits(demand: Demand): boolean | Shortfall {
    if (this.fitsBeside(demand)) {
      return true;
    }
    const key = this.shapeOf(demand);
    const known = this.answers.get(key);
    if (known !== undefined) {
      return known;
    }
    const answer = this.rearrange(demand);
    this.answers.set(key, answer);
    return answer;
  }

  private rearrange(demand: Demand): boolean | Shortfall {
    const { memoryMiB, workload } = demand;
    const available = this.totalMemoryMiB;
    const needed = this.usedMemoryMiB + memoryMiB;
    if (needed > available) {
      return { kind: "memory", needed, available, workloads: [workload] };
    }
    if (++this.placements > MAX_PLACEMENTS) {
      return false;
    }
    const more = this.demands.map((other) =>
      other.workload === demand.workload ? { ...other, count: other.count + 1 } : other,
    );
    const solution = solve(more, this.empty);
    return solution.verdict === "infeasible" ? solution.shortfall : solution.verdict === "feasible";
  }

  /** Services of one shape get one answer; rules about copies of the same service make the service part of it. */
  private shapeOf({ workload, memoryMiB, cpu, interfaces, ports, zones, distinct }: Demand): string {
    return [memoryMiB, cpu, interfaces, ports.join(), zones.join(), distinct ? workload.path : ""].join(" ");
  }
}
