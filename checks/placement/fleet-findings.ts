import type { Finding } from "../../constructs/rules/finding";
import { instanceTypes } from "../../constructs/rules/instance-types";
import type { Adviser } from "./adviser";
import type { Demand } from "./capacity";
import { placeAsEcs } from "./ecs-order";
import { emptyInstances, type FleetPlan } from "./fleet-plan";
import type { Instances } from "./instances";
import { describeNames, doNotFit, notProven } from "./joint-findings";
import type { Fleet } from "./model";
import { daemonsFit, type PlanTest, placeDaemons } from "./plan-tests";
import { moreInstances } from "./remedies";
import { solve } from "./solve";
import { SOURCES } from "./sources";

/** Copies times instances beyond which ECS's own order is not played through. */
const MAX_ECS_STEPS = 2_000_000;
/** Fleet sizes that are tried to find the smallest. */
const MAX_SMALLER_FLEETS = 5;

/** Without a row in the table nothing is known: not the memory, not the network interfaces. */
export function unknownType(fleet: Fleet): Finding {
  const known = instanceTypes().map((type) => type.name);
  return {
    code: "placement-instance-type-unknown",
    severity: "warning",
    path: fleet.path,
    prop: "instanceType",
    got: `${fleet.instanceType}, of which the table knows nothing, so that nothing about its tasks is proved`,
    expected: `one of ${known.join(", ")}`,
    fix: "choose a type of the table, or add a row with its sources to constructs/rules/instance-type-data.ts",
    source: SOURCES.memory,
  };
}

/** Tasks are wanted and no instance can be had. */
export function noInstances(plan: FleetPlan, waiting: readonly Demand[]): Finding {
  return {
    code: "placement-no-instances",
    severity: "error",
    path: plan.fleet.path,
    got: `no instance for ${describeNames(waiting.map((demand) => demand.workload))}`,
    expected: "at least one instance, or desired counts of 0",
    fix: `${moreInstances(plan, 1)}, or stop the services too`,
    source: SOURCES.placement,
    numbers: { instances: 0, workloads: waiting.length },
  };
}

/** The finding that the daemons do not fit together on an instance. */
export function daemonsDoNotFit(plan: FleetPlan, adviser: Adviser): Finding | undefined {
  for (const zone of plan.capacity.zones.keys()) {
    const solution = placeDaemons(plan, zone);
    if (solution.verdict === "infeasible") {
      // the sums are those of one instance, and more instances would not help
      const one = { ...plan, instances: 1, daemons: [] };
      const what = "daemons on each instance";
      return doNotFit({ plan: one, shortfall: solution.shortfall, adviser, enough: daemonsFit, what });
    }
  }
  return undefined;
}

/** Constraints that ask for what only running instances know. */
export function unjudged(plan: FleetPlan): Finding[] {
  const demands = [...plan.daemons, ...plan.services, ...plan.schedules].filter((demand) => !demand.judged);
  return demands.map(({ workload }) => ({
    code: "placement-constraint-unjudged",
    severity: "info",
    path: workload.path,
    prop: "constraints",
    got: workload.constraints.flatMap((rule) => (rule.type === "memberOf" ? [rule.expression] : [])).join(" and "),
    expected: "an expression about the zone, the instance type or the architecture",
    fix: "make sure that instances carry the attribute; the proof took the constraint for satisfied",
    source: SOURCES.constraints,
  }));
}

export interface EcsOrder {
  /** The services where ECS would put them; undefined when it finds no place for some, or was not asked. */
  readonly instances?: Instances;
  readonly findings: readonly Finding[];
}

/** Plays the services through as ECS places them, in the order in which they are declared. */
export function playEcsOrder(plan: FleetPlan, empty: Instances): EcsOrder {
  const copies = plan.services.reduce((sum, demand) => sum + demand.count, 0);
  if (copies * empty.count > MAX_ECS_STEPS) {
    return { findings: [] };
  }
  const instances = empty.copy();
  const left = placeAsEcs(plan.services, instances);
  if (left.length === 0) {
    return { instances: onFewestInstances(plan) ?? instances, findings: [] };
  }
  const names = describeNames(left.map((demand) => demand.workload));
  const finding: Finding = {
    code: "placement-order",
    severity: "warning",
    path: plan.fleet.path,
    got: `services that fit only in a good order: placed as declared, with their strategies, ${names} found no place`,
    expected: "room in whichever order ECS places the tasks, because it never moves a running one",
    fix: `give the services the strategy binpack on memory, or ${moreInstances(plan, plan.instances + 1)}`,
    source: SOURCES.placement,
  };
  return { findings: [finding] };
}

/** A fleet that scales by itself runs no more instances than it needs, so a picture shows those. */
function onFewestInstances(plan: FleetPlan): Instances | undefined {
  const memory = plan.services.reduce((sum, demand) => sum + demand.count * demand.memoryMiB, 0);
  const least = Math.max(1, plan.fleet.min, Math.ceil(memory / Math.max(1, plan.capacity.memoryMiB)));
  for (let count = least; count < Math.min(plan.instances, least + MAX_SMALLER_FLEETS); count++) {
    const instances = emptyInstances(plan, count);
    if (placeAsEcs(plan.services, instances).length === 0) {
      return instances;
    }
  }
  return undefined;
}

/** The services at their largest counts on the largest fleet. */
export function maximumFindings(plan: FleetPlan, adviser: Adviser): Finding[] {
  const count = Math.max(0, Math.floor(plan.fleet.max));
  const grown = plan.services.map((demand) => ({
    ...demand,
    count: demand.count === 0 ? 0 : Math.max(demand.count, Math.floor(demand.workload.maxCount ?? demand.count)),
  }));
  const grows = grown.some((demand, index) => demand.count > (plan.services[index]?.count ?? 0));
  if (!grows || count === 0) {
    return [];
  }
  const largest = { ...plan, instances: count, services: grown };
  const solution = solve(grown, emptyInstances(largest));
  const what = "services at their maximum counts";
  if (solution.verdict === "feasible") {
    return [];
  }
  if (solution.verdict === "unknown") {
    return [notProven(largest, what, solution.left)];
  }
  // a changed plan has the desired counts again, so the maximum is put back in
  const passes: PlanTest = (other) => {
    const counts = new Map(grown.map((demand) => [demand.workload.path, demand.count]));
    const demands = other.services.map((demand) => ({
      ...demand,
      count: counts.get(demand.workload.path) ?? demand.count,
    }));
    return solve(demands, emptyInstances(other)).verdict === "feasible";
  };
  const finding = doNotFit({ plan: largest, shortfall: solution.shortfall, adviser, enough: passes, what });
  return [{ ...finding, code: "placement-maximum", fix: `lower the maximum counts, or ${finding.fix}` }];
}
