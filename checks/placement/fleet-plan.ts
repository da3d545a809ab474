import type { InstanceType } from "../../constructs/rules/instance-types";
import type { Window } from "../schedule/occurrences";
import { CalendarLoad } from "./calendar-load";
import { capacityOf, type Demand, demandOf, type InstanceCapacity, reachableInstances } from "./capacity";
import { Instances } from "./instances";
import type { Fleet, Workload } from "./model";

/** A fleet with what has to run on it, in the solver's terms. Variants answer "what if". */
export interface FleetPlan {
  readonly fleet: Fleet;
  readonly capacity: InstanceCapacity;
  /** Instances that can be had. */
  readonly instances: number;
  readonly workloads: readonly Workload[];
  readonly daemons: readonly Demand[];
  /** Services at their desired counts. */
  readonly services: readonly Demand[];
  readonly schedules: readonly Demand[];
}

/** Something about a plan to be tried differently. */
export interface PlanChange {
  readonly type?: InstanceType;
  readonly instances?: number;
  /** Workloads to take the place of those with the same path. */
  readonly workloads?: readonly Workload[];
}

/** The plan of a fleet for some of its workloads; undefined when nothing is known about its instance type. */
export function planFleet(fleet: Fleet, workloads: readonly Workload[], type?: InstanceType): FleetPlan | undefined {
  const capacity = capacityOf(fleet, type);
  if (capacity === undefined) {
    return undefined;
  }
  const demands = (kind: Workload["kind"]) =>
    workloads
      .filter((workload) => workload.kind === kind)
      .map((workload) => demandOf(workload, kind === "daemon" ? 1 : workload.desired, capacity));
  return {
    fleet,
    capacity,
    instances: reachableInstances(fleet),
    workloads,
    daemons: demands("daemon"),
    services: demands("service"),
    schedules: demands("scheduled"),
  };
}

/** The same plan with something changed; undefined when the other instance type is of another architecture. */
export function changePlan(plan: FleetPlan, change: PlanChange): FleetPlan | undefined {
  const replaced = new Map(change.workloads?.map((workload) => [workload.path, workload]));
  const workloads = plan.workloads.map((workload) => replaced.get(workload.path) ?? workload);
  const changed = planFleet(plan.fleet, workloads, change.type);
  return changed && { ...changed, instances: change.instances ?? plan.instances };
}

/** The instances of the plan with nothing but the daemons on them. */
export function emptyInstances(plan: FleetPlan, count: number = plan.instances): Instances {
  return Instances.empty(count, plan.capacity, plan.daemons);
}

export function calendarLoad(plan: FleetPlan, window: Window): CalendarLoad {
  return new CalendarLoad(plan.schedules, window);
}
