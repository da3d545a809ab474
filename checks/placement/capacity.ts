import { RESERVED_HOST_PORTS } from "../../constructs/rules/agent-ports";
import {
  type Architecture,
  awsvpcTaskLimit,
  type InstanceType,
  instanceType,
  plannedMemoryMiB,
} from "../../constructs/rules/instance-types";
import { isMember } from "./member-of";
import type { Fleet, HostPort, Workload } from "./model";

/** What one instance of a fleet offers to tasks. */
export interface InstanceCapacity {
  readonly type: string;
  readonly architecture: Architecture;
  readonly memoryMiB: number;
  /** CPU units. */
  readonly cpu: number;
  /** Network interfaces for awsvpc tasks. */
  readonly interfaces: number;
  /** Availability zones of the fleet; instance `i` is in zone `i % zones.length`. */
  readonly zones: readonly string[];
}

/** Copies of one task that have to be placed. */
export interface Demand {
  readonly workload: Workload;
  readonly count: number;
  readonly memoryMiB: number;
  readonly cpu: number;
  /** 1 for an awsvpc task, else 0. */
  readonly interfaces: number;
  /** Static host ports such as `80/tcp`. */
  readonly ports: readonly string[];
  /** At most one copy per instance. */
  readonly distinct: boolean;
  /** Per zone of the fleet, whether the task may run there. */
  readonly zones: readonly boolean[];
  /** False when a constraint asks something that cannot be known before the instances exist. */
  readonly judged: boolean;
}

/** Ports that are in use before any task runs. */
export const PORTS_IN_USE: readonly string[] = RESERVED_HOST_PORTS.map((port) => portName({ port, protocol: "tcp" }));

/** What an instance offers, or undefined when the type is not in the table and nobody measured it. */
export function capacityOf(fleet: Fleet, type: InstanceType | undefined = instanceType(fleet.instanceType)) {
  if (type === undefined) {
    return undefined;
  }
  const measured = fleet.registeredMemoryMiB;
  const memoryMiB =
    measured === undefined || type.name !== fleet.instanceType
      ? plannedMemoryMiB(type, fleet.reservedMemoryMiB)
      : Math.max(0, measured - fleet.reservedMemoryMiB);
  const capacity: InstanceCapacity = {
    type: type.name,
    architecture: type.architecture,
    memoryMiB,
    cpu: type.cpuUnits,
    interfaces: awsvpcTaskLimit(type, fleet.trunking),
    zones: fleet.zones.length > 0 ? fleet.zones : ["unknown"],
  };
  return capacity;
}

/** Instances that can be had: all up to the maximum when the fleet scales by itself, else those that run now. */
export function reachableInstances(fleet: Fleet): number {
  const scales = fleet.managedScaling ?? fleet.max > fleet.min;
  return Math.max(0, Math.floor(scales ? fleet.max : (fleet.desired ?? fleet.min)));
}

/** What placing copies of a workload asks of the instances of a fleet. */
export function demandOf(workload: Workload, count: number, capacity: InstanceCapacity): Demand {
  const awsvpc = workload.networkMode === "awsvpc";
  const verdicts = capacity.zones.map((zone) => allowedIn(workload, zone, capacity));
  return {
    workload,
    count: Number.isFinite(count) ? Math.max(0, Math.floor(count)) : 0,
    memoryMiB: wholeUnits(workload.memoryMiB),
    cpu: wholeUnits(workload.cpu),
    interfaces: awsvpc ? 1 : 0,
    ports: awsvpc ? [] : [...new Set(workload.hostPorts.map(portName))],
    distinct: workload.constraints.some((constraint) => constraint.type === "distinctInstance"),
    zones: verdicts.map((verdict) => verdict !== false),
    judged: verdicts.every((verdict) => verdict !== undefined),
  };
}

export function portName({ port, protocol }: HostPort): string {
  return `${port}/${protocol}`;
}

/** ECS counts in whole MiB and whole CPU units; what is not a number fits nowhere. */
function wholeUnits(amount: number): number {
  return Number.isFinite(amount) ? Math.max(0, Math.ceil(amount)) : Number.POSITIVE_INFINITY;
}

function allowedIn(workload: Workload, zone: string, capacity: InstanceCapacity): boolean | undefined {
  const instance = { zone, instanceType: capacity.type, architecture: capacity.architecture };
  let verdict: boolean | undefined = true;
  for (const constraint of workload.constraints) {
    if (constraint.type === "memberOf") {
      const member = isMember(constraint.expression, instance);
      if (member === false) {
        return false;
      }
      verdict = member === undefined ? undefined : verdict;
    }
  }
  return verdict;
}
