import type { Finding } from "../../constructs/rules/finding";
import type { Adviser } from "./adviser";
import { type Demand, PORTS_IN_USE } from "./capacity";
import type { FleetPlan } from "./fleet-plan";
import { fitsAlone } from "./plan-tests";
import { describeRemedies, moreInstances } from "./remedies";
import { SOURCES } from "./sources";

/**
 * What keeps a workload off every instance of its fleet, whatever else runs there; undefined when nothing does.
 *
 * Such workloads are reported once and left out of the joint proofs, so that one mistake gives one finding.
 */
export function impossibleAlone(demand: Demand, plan: FleetPlan, adviser: Adviser): Finding | undefined {
  return (
    wrongArchitecture(demand, plan) ??
    nowhereAllowed(demand, plan) ??
    tooLarge(demand, plan, adviser) ??
    portInUse(demand) ??
    tooManyCopies(demand, plan)
  );
}

function wrongArchitecture({ workload }: Demand, plan: FleetPlan): Finding | undefined {
  const { architecture, type } = plan.capacity;
  if (workload.architecture === undefined || workload.architecture === architecture) {
    return undefined;
  }
  return {
    code: "placement-architecture",
    severity: "error",
    path: workload.path,
    got: `images for ${workload.architecture} on ${type}, which is ${architecture}`,
    expected: `${architecture} images on the fleet ${plan.fleet.name}`,
    fix: `build the images for ${architecture}, or choose an instance type with ${workload.architecture}`,
    source: SOURCES.architecture,
  };
}

function nowhereAllowed({ workload, zones }: Demand, plan: FleetPlan): Finding | undefined {
  if (zones.some((allowed) => allowed)) {
    return undefined;
  }
  const expressions = workload.constraints.flatMap((rule) => (rule.type === "memberOf" ? [rule.expression] : []));
  return {
    code: "placement-constraint",
    severity: "error",
    path: workload.path,
    got: `memberOf ${expressions.join(" and ")}`,
    expected: `an instance of the fleet ${plan.fleet.name}: ${plan.capacity.type} in ${plan.capacity.zones.join(", ")}`,
    fix: "change the constraint, or the zones or the instance type of the fleet",
    source: SOURCES.constraints,
  };
}

function tooLarge(demand: Demand, plan: FleetPlan, adviser: Adviser): Finding | undefined {
  const { capacity, fleet } = plan;
  const { workload, memoryMiB, cpu } = demand;
  if (memoryMiB <= capacity.memoryMiB && cpu <= capacity.cpu) {
    return undefined;
  }
  const shortMiB = Math.max(0, memoryMiB - capacity.memoryMiB);
  const shortCpu = Math.max(0, cpu - capacity.cpu);
  // more instances of the same size do not help a task that is larger than one
  const { memory, type } = adviser.remedies(plan, shortCpu > 0 ? [] : [workload], fitsAlone(workload.path));
  const remedy = describeRemedies({ ...(memory && { memory }), ...(type && { type }) }, fleet.region);
  return {
    code: "placement-task-too-large",
    severity: "error",
    path: workload.path,
    prop: shortMiB > 0 ? "memoryMiB" : "cpu",
    got: shortMiB > 0 ? `a task of ${memoryMiB} MiB` : `a task of ${cpu} CPU units`,
    expected:
      shortMiB > 0 ? `at most ${describeMemory(plan)}` : `at most ${capacity.cpu} CPU units on ${capacity.type}`,
    fix: remedy === "" ? "make the task smaller, or choose a larger instance type" : remedy,
    source: SOURCES.memory,
    numbers: { taskMiB: memoryMiB, instanceMiB: capacity.memoryMiB, shortMiB, shortCpu },
  };
}

function portInUse({ workload, ports }: Demand): Finding | undefined {
  const used = ports.filter((port) => PORTS_IN_USE.includes(port));
  if (used.length === 0) {
    return undefined;
  }
  return {
    code: "placement-host-port",
    severity: "error",
    path: workload.path,
    prop: "hostPort",
    got: `host port ${used.join(", ")}`,
    expected: "a port that ssh, Docker and the ECS agent do not use",
    fix: "choose another host port, such as 80 or 8080",
    source: SOURCES.ports,
  };
}

/** Copies that exclude each other, by a static host port or by constraint, need as many instances. */
function tooManyCopies(demand: Demand, plan: FleetPlan): Finding | undefined {
  const { workload, count, ports, distinct } = demand;
  if (workload.kind === "daemon" || plan.instances === 0 || (ports.length === 0 && !distinct)) {
    return undefined;
  }
  const allowed = Array.from({ length: plan.instances }, (_, index) => demand.zones[index % demand.zones.length]);
  const available = allowed.filter((yes) => yes).length;
  if (count <= available) {
    return undefined;
  }
  const byPort = ports.length > 0;
  const more = moreInstances(plan, plan.instances + count - available);
  return {
    code: byPort ? "placement-host-port" : "placement-constraint",
    severity: "error",
    path: workload.path,
    prop: byPort ? "hostPort" : "constraints",
    got: byPort
      ? `${count} copies with the static host port ${ports.join(", ")} for ${places(available)}`
      : `${count} copies with distinctInstance for ${places(available)}`,
    expected: `at most ${available} ${available === 1 ? "copy" : "copies"}, one per instance`,
    fix: `run ${available} ${available === 1 ? "copy" : "copies"}, or ${more}, or ${byPort ? "put the service behind a load balancer, which needs no static port" : "drop the constraint"}`,
    source: byPort ? SOURCES.ports : SOURCES.constraints,
    numbers: { copies: count, instances: available },
  };
}

/** `900 MiB on t3.micro`, with what was taken off when something was. */
export function describeMemory({ capacity, fleet }: FleetPlan): string {
  const planned = capacity.memoryMiB + fleet.reservedMemoryMiB;
  const sum = fleet.reservedMemoryMiB > 0 ? ` (${planned} planned - ${fleet.reservedMemoryMiB} reserved)` : "";
  return `${capacity.memoryMiB} MiB on ${capacity.type}${sum}`;
}

/** The same for the whole fleet. */
export function describeFleetMemory(plan: FleetPlan): string {
  const { capacity, instances } = plan;
  return instances === 1
    ? describeMemory(plan)
    : `${capacity.memoryMiB * instances} MiB on ${instances} instances, ${describeMemory(plan)} each`;
}

function places(count: number): string {
  return `${count} ${count === 1 ? "instance" : "instances"}`;
}
