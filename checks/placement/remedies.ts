import { instanceType, instanceTypes, isOffered } from "../../constructs/rules/instance-types";
import { instanceMonthUsd } from "../facts/prices";
import { changePlan, type FleetPlan } from "./fleet-plan";
import type { Workload } from "./model";
import type { PlanTest } from "./plan-tests";

/** What would make a plan fit. */
export interface Remedies {
  /** The cheapest instance type of the region that would do. */
  readonly type?: { readonly name: string; readonly monthUsd: number; readonly moreUsd: number | undefined };
  /** The least reduction of one task's memory that would do. */
  readonly memory?: { readonly workload: Workload; readonly byMiB: number };
  /** The number of instances of the same type that would do, and what they cost together. */
  readonly instances?: { readonly count: number; readonly moreUsd: number | undefined };
}

/** A task that would have to do with less than this share of its memory is not helped by the advice. */
const LEAST_SHARE = 1 / 4;
/** Docker starts no container with less. */
const MIN_MEMORY_MIB = 6;
/**
 * In larger systems a placement takes milliseconds instead of microseconds. There the least reduction is not searched
 * for, and a change has to pass the last test only.
 */
const MAX_WORKLOADS_TO_SEARCH = 60;

/**
 * Looks for the cheapest changes that help.
 *
 * @param blamed whose memory may shrink; the largest of them is tried
 * @param tests what a change should achieve, the most wanted first; a later test is asked only when no change of a kind
 *   passes the one before, because a change that leads straight into the next finding is a poor advice
 */
export function findRemedies(plan: FleetPlan, blamed: readonly Workload[], tests: readonly PlanTest[]): Remedies {
  const first = <T>(search: (passes: PlanTest) => T | undefined): T | undefined => {
    for (const test of plan.workloads.length > MAX_WORKLOADS_TO_SEARCH ? tests.slice(-1) : tests) {
      const found = search(test);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
  const type = first((passes) => cheapestType(plan, passes));
  const memory = first((passes) => leastReduction(plan, blamed, passes));
  const instances = first((passes) => moreOfTheSame(plan, passes));
  return { ...(type && { type }), ...(memory && { memory }), ...(instances && { instances }) };
}

function cheapestType(plan: FleetPlan, passes: PlanTest): Remedies["type"] {
  const { region } = plan.fleet;
  const current = instanceMonthUsd(plan.capacity.type, region);
  const priced = instanceTypes()
    .filter((type) => type.architecture === plan.capacity.architecture && type.name !== plan.capacity.type)
    .filter((type) => isOffered(type.name, region) !== false)
    // a type without a known price cannot be called the cheapest
    .flatMap((type) => {
      const monthUsd = instanceMonthUsd(type.name, region);
      return monthUsd === undefined ? [] : [{ type, monthUsd }];
    })
    .sort((a, b) => a.monthUsd - b.monthUsd);
  for (const { type, monthUsd } of priced) {
    const changed = changePlan(plan, { type });
    if (changed !== undefined && passes(changed)) {
      const count = Math.max(1, plan.instances);
      const moreUsd = current === undefined ? undefined : (monthUsd - current) * count;
      return { name: type.name, monthUsd: monthUsd * count, moreUsd };
    }
  }
  return undefined;
}

/** Fleet sizes to try, as factors of the present one: each try places everything again. */
const GROWTH = [1, 1.1, 1.25, 1.5, 2];

function moreOfTheSame(plan: FleetPlan, passes: PlanTest): Remedies["instances"] {
  const each = instanceMonthUsd(plan.capacity.type, plan.fleet.region);
  const counts = new Set(GROWTH.map((factor) => Math.ceil(plan.instances * factor) + (factor === 1 ? 1 : 0)));
  for (const count of counts) {
    const changed = changePlan(plan, { ...currentType(plan), instances: count });
    if (changed !== undefined && passes(changed)) {
      return { count, moreUsd: each === undefined ? undefined : each * (count - plan.instances) };
    }
  }
  return undefined;
}

function leastReduction(plan: FleetPlan, blamed: readonly Workload[], passes: PlanTest): Remedies["memory"] {
  const [workload] = [...blamed].sort((a, b) => b.memoryMiB - a.memoryMiB);
  if (workload === undefined || plan.workloads.length > MAX_WORKLOADS_TO_SEARCH) {
    return undefined;
  }
  const passesWith = (byMiB: number) => {
    const smaller = { ...workload, memoryMiB: workload.memoryMiB - byMiB };
    const changed = changePlan(plan, { ...currentType(plan), workloads: [smaller] });
    return changed !== undefined && passes(changed);
  };
  let low = 0;
  let high = Math.floor(workload.memoryMiB - Math.max(MIN_MEMORY_MIB, workload.memoryMiB * LEAST_SHARE));
  if (!(high >= 1) || !Number.isFinite(high) || !passesWith(high)) {
    return undefined;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (passesWith(middle)) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return { workload, byMiB: high };
}

function currentType(plan: FleetPlan) {
  const type = instanceType(plan.capacity.type);
  return type === undefined ? {} : { type };
}

/** The remedies as one sentence without a full stop, the one that costs nothing first; empty when there are none. */
export function describeRemedies({ memory, type, instances }: Remedies, region: string): string {
  const parts: string[] = [];
  if (memory !== undefined) {
    const left = memory.workload.memoryMiB - memory.byMiB;
    parts.push(`lower the memory of ${memory.workload.name} by ${memory.byMiB} MiB to ${left} MiB`);
  }
  if (type !== undefined) {
    const more = type.moreUsd === undefined ? "" : `, ${usd(Math.abs(type.moreUsd))} ${direction(type.moreUsd)}`;
    parts.push(`use ${type.name} (${usd(type.monthUsd)} a month in ${region}${more})`);
  }
  if (instances !== undefined) {
    const more = instances.moreUsd === undefined ? "price unknown" : `${usd(instances.moreUsd)} a month more`;
    const count = instances.count === 1 ? "1 instance" : `${instances.count} instances`;
    parts.push(`run ${count} (${more} in ${region})`);
  }
  return parts.join(", or ");
}

/** What it takes to run so many instances of the fleet's type, as part of a sentence. */
export function moreInstances(plan: FleetPlan, count: number): string {
  const each = instanceMonthUsd(plan.capacity.type, plan.fleet.region);
  const moreUsd = each === undefined ? undefined : each * (count - plan.instances);
  return describeRemedies({ instances: { count, moreUsd } }, plan.fleet.region);
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function direction(amount: number): string {
  return amount < 0 ? "less" : "more";
}
