import type { Finding } from "../../constructs/rules/finding";
import type { Adviser } from "./adviser";
import type { Shortfall } from "./bounds";
import type { Demand } from "./capacity";
import type { FleetPlan } from "./fleet-plan";
import { describeMemory } from "./individual";
import type { Workload } from "./model";
import type { PlanTest } from "./plan-tests";
import { SOURCES } from "./sources";

/** What the parts of a finding about workloads that compete with each other have in common. */
interface JointFinding {
  readonly plan: FleetPlan;
  readonly shortfall: Shortfall;
  readonly adviser: Adviser;
  /** What a change has to achieve at least. */
  readonly enough: PlanTest;
  /** What is being placed, such as `services at their desired counts`. */
  readonly what: string;
}

const UNITS = {
  memory: "MiB",
  cpu: "CPU units",
  interfaces: "network interfaces",
  port: "instances",
  instances: "instances",
  arrangement: "instances",
} as const;

const CODES = {
  memory: "placement-memory",
  cpu: "placement-cpu",
  interfaces: "placement-network-interfaces",
  port: "placement-host-port",
  instances: "placement-constraint",
  arrangement: "placement-fragmented",
} as const;

const KIND_SOURCES = {
  memory: SOURCES.memory,
  cpu: SOURCES.placement,
  interfaces: SOURCES.interfaces,
  port: SOURCES.ports,
  instances: SOURCES.constraints,
  arrangement: SOURCES.placement,
} as const;

/** The finding that workloads do not fit together, with the cheapest changes that make them. */
export function doNotFit({ plan, shortfall, adviser, enough, what }: JointFinding): Finding {
  const { kind, needed, available, workloads } = shortfall;
  const blamed = kind === "memory" || kind === "arrangement" ? workloads : [];
  const remedy = adviser.advice(plan, blamed, enough);
  const last = workloads.at(-1);
  return {
    code: CODES[kind],
    severity: "error",
    path: kind === "port" && last !== undefined ? last.path : plan.fleet.path,
    got: `${what}: ${describeNeed(shortfall)}`,
    expected: describeRoom(shortfall, plan),
    fix: fixFor(shortfall, remedy),
    source: KIND_SOURCES[kind],
    numbers: { needed, available, short: needed - available, instances: plan.instances },
  };
}

function describeNeed({ kind, needed, port, workloads }: Shortfall): string {
  const names = describeNames(workloads);
  switch (kind) {
    case "port":
      return `${needed} tasks want host port ${port} (${names})`;
    case "instances":
      return `${needed} copies of ${names} on instances of their own`;
    case "arrangement":
      return `tasks that need ${needed} instances because two large ones do not share one (${names})`;
    default:
      return `${needed} ${UNITS[kind]} in all (${names})`;
  }
}

function describeRoom({ kind, available }: Shortfall, plan: FleetPlan): string {
  const count = `${plan.instances} x ${plan.capacity.type}`;
  switch (kind) {
    case "memory":
      return plan.instances === 1
        ? `at most ${describeMemory(plan)}${daemonNote(plan)}`
        : `at most ${available} MiB on ${plan.instances} instances, ${describeMemory(plan)} each${daemonNote(plan)}`;
    case "port":
      return `at most ${available} on ${count}: one task per instance and port`;
    default:
      return `at most ${available} ${available === 1 ? UNITS[kind].replace(/s$/, "") : UNITS[kind]} on ${count}${daemonNote(plan)}`;
  }
}

function fixFor({ kind, port }: Shortfall, remedy: string): string {
  const or = remedy === "" ? "" : `, or ${remedy}`;
  switch (kind) {
    case "port":
      return `give each its own host port instead of ${port}, or put them behind a load balancer${or}`;
    case "interfaces":
      return `use bridge mode, which needs no interface per task${or}`;
    case "instances":
      return `run fewer copies${or}`;
    case "cpu":
      return remedy === "" ? "lower the CPU units of the tasks" : `lower the CPU units of the tasks${or}`;
    default:
      return remedy === "" ? "make the tasks smaller, or the fleet larger" : remedy;
  }
}

function daemonNote(plan: FleetPlan): string {
  return plan.daemons.length === 0 ? "" : ` after the daemons (${describeNames(plan.daemons.map((d) => d.workload))})`;
}

/** At most three names. */
export function describeNames(workloads: readonly Workload[]): string {
  const names = [...new Set(workloads.map((workload) => workload.name))];
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** The finding that neither an arrangement nor a proof against it was found. */
export function notProven(plan: FleetPlan, what: string, left: readonly Demand[]): Finding {
  const names = describeNames(left.map((demand) => demand.workload));
  return {
    code: "placement-unproven",
    severity: "warning",
    path: plan.fleet.path,
    got: names === "" ? what : `${what}; no place was found for ${names}`,
    expected: `an arrangement on ${plan.instances} x ${plan.capacity.type}, or a proof that there is none`,
    fix: "add an instance, use a larger type, or make the largest tasks smaller",
    source: SOURCES.placement,
  };
}
