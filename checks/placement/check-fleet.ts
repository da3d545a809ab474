import type { Finding } from "../../constructs/rules/finding";
import type { Window } from "../schedule/occurrences";
import { Adviser } from "./adviser";
import type { CalendarVerdict } from "./calendar";
import { daemonsDoNotFit, maximumFindings, noInstances, playEcsOrder, unjudged, unknownType } from "./fleet-findings";
import { emptyInstances, type FleetPlan, planFleet } from "./fleet-plan";
import { impossibleAlone } from "./individual";
import type { Instances } from "./instances";
import { doNotFit, notProven } from "./joint-findings";
import type { Fleet, Workload } from "./model";
import { servicesFit } from "./plan-tests";
import { rollFinding } from "./roll-findings";
import { planRolls, type Roll } from "./rolling";
import { solve } from "./solve";
import { proveYear } from "./year";

/** What was proved about one fleet. */
export interface FleetReport {
  readonly fleet: Fleet;
  /** Undefined when nothing is known about the instance type, so that nothing was proved. */
  readonly plan?: FleetPlan;
  /** The services as ECS would place them, when they fit. */
  readonly steady?: Instances;
  readonly rolls: readonly Roll[];
  /** The worst minute of the year, when something is scheduled and the services fit. */
  readonly calendar?: CalendarVerdict;
  readonly findings: readonly Finding[];
}

/** Proves what can be proved about a fleet and the workloads on it, over a year of schedules. */
export function checkFleet(fleet: Fleet, workloads: readonly Workload[], window: Window): FleetReport {
  const whole = planFleet(fleet, workloads);
  if (whole === undefined) {
    return { fleet, rolls: [], findings: workloads.length > 0 ? [unknownType(fleet)] : [] };
  }
  const adviser = new Adviser(window);
  const impossible = new Map<Workload, Finding>();
  for (const demand of [...whole.daemons, ...whole.services, ...whole.schedules]) {
    const finding = demand.count > 0 ? impossibleAlone(demand, whole, adviser) : undefined;
    if (finding !== undefined) {
      impossible.set(demand.workload, finding);
    }
  }
  const possible = workloads.filter((workload) => !impossible.has(workload));
  const plan = planFleet(fleet, possible) ?? whole;
  const report = plan.instances === 0 ? withoutInstances(plan) : proveJointly(plan, window, adviser);
  return { ...report, findings: [...impossible.values(), ...report.findings] };
}

function withoutInstances(plan: FleetPlan): FleetReport {
  const waiting = [...plan.services, ...plan.schedules].filter((demand) => demand.count > 0);
  const findings = waiting.length > 0 ? [noInstances(plan, waiting)] : [];
  return { fleet: plan.fleet, plan, rolls: [], findings };
}

/** The services, then their deployments, then the year. When the services do not fit, the rest has nothing to stand on. */
function proveJointly(plan: FleetPlan, window: Window, adviser: Adviser): FleetReport {
  const { fleet } = plan;
  const empty = emptyInstances(plan);
  const refused = daemonsDoNotFit(plan, adviser);
  if (refused !== undefined) {
    return { fleet, plan, rolls: [], findings: [refused] };
  }
  const what = "services at their desired counts";
  const solution = solve(plan.services, empty);
  if (solution.verdict === "infeasible") {
    const finding = doNotFit({ plan, shortfall: solution.shortfall, adviser, enough: servicesFit, what });
    return { fleet, plan, rolls: [], findings: [finding] };
  }
  if (solution.verdict === "unknown") {
    return { fleet, plan, rolls: [], findings: [notProven(plan, what, solution.left)] };
  }
  const ecs = playEcsOrder(plan, empty);
  const rolls = planRolls(plan.services, solution.instances, empty);
  const year = proveYear(plan, window, solution.instances, rolls);
  const findings = [
    ...ecs.findings,
    ...unjudged(plan),
    ...rolls.flatMap((roll) => rollFinding(roll, plan, adviser) ?? []),
    ...undecided(plan, rolls),
    ...year.findings,
    ...maximumFindings(plan, adviser),
  ];
  const steady = ecs.instances ?? solution.instances;
  return { fleet, plan, steady, rolls, findings, ...(year.calendar && { calendar: year.calendar }) };
}

/** One finding for all services whose roll could neither be proved nor refuted. */
function undecided(plan: FleetPlan, rolls: readonly Roll[]): Finding[] {
  const unknown = new Set(rolls.filter((roll) => roll.way === "unknown").map((roll) => roll.workload));
  const demands = plan.services.filter((demand) => unknown.has(demand.workload));
  return demands.length > 0 ? [notProven(plan, "one copy more of a service during its deployment", demands)] : [];
}
