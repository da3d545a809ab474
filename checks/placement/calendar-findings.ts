import type { Finding } from "../../constructs/rules/finding";
import type { Window } from "../schedule/occurrences";
import type { CalendarVerdict } from "./calendar";
import type { RunningTasks } from "./calendar-load";
import { changePlan, type FleetPlan } from "./fleet-plan";
import { describeFleetMemory } from "./individual";
import { describeNames } from "./joint-findings";
import type { Workload } from "./model";
import { otherTimes, staggered } from "./other-times";
import { type PlanTest, yearFits } from "./plan-tests";
import { describeRemedies, findRemedies } from "./remedies";
import { SOURCES } from "./sources";

/** Schedules that are moved, one at a time, before the search for another minute is given up. */
const MAX_SCHEDULES_TO_MOVE = 3;
/** Every time that is tried costs the load of a whole year, so the search is left out where that is much. */
const MAX_SCHEDULES_TO_SEARCH = 40;

/** The finding that the tasks of some minute do not fit beside the services, and what would help. */
export function minuteDoesNotFit(plan: FleetPlan, verdict: CalendarVerdict, window: Window): Finding {
  const tasks = byMemory(verdict.worst.running);
  const passes = yearFits(window);
  const blamed = tasks.map(([workload]) => workload);
  const remedy = describeRemedies(findRemedies(plan, blamed, [passes]), plan.fleet.region);
  const unbounded = tasks.filter(([workload]) => workload.maxDurationMinutes === undefined);
  const fixes = [
    unbounded.length > 0 ? `declare maxDurationMinutes of ${describeNames(unbounded.map(([w]) => w))}` : "",
    otherMinute(plan, tasks, passes),
    remedy,
  ].filter((fix) => fix !== "");
  return {
    code: "placement-calendar",
    severity: "error",
    path: tasks[0]?.[0].path ?? plan.fleet.path,
    prop: "schedule",
    got: `${describeMinute(plan, verdict)} may run at once ${describeWhen(verdict)}${describeShortfall(verdict)}`,
    expected: `at most ${describeFleetMemory(plan)}`,
    fix: fixes.length > 0 ? fixes.join(", or ") : "run fewer tasks at once, or use a larger fleet",
    source: SOURCES.runTask,
    numbers: numbersOf(plan, verdict),
  };
}

/** The finding that a deployment in the worst minute has to wait, or costs a run. */
export function minuteDoesNotRoll(plan: FleetPlan, verdict: CalendarVerdict, extra: Workload): Finding {
  const tasks = byMemory(verdict.worst.running);
  return {
    code: "placement-calendar-roll",
    severity: "warning",
    path: extra.path,
    got: `${describeMinute(plan, verdict)} may run at once ${describeWhen(verdict)}, which leaves no room for a second copy of ${extra.name} (${extra.memoryMiB} MiB)`,
    expected: `room for the tasks and the copy in ${describeFleetMemory(plan)}`,
    fix: `deploy at another time, or lower the memory of ${tasks[0]?.[0].name ?? extra.name}: until the tasks end, a deployment waits, and a task that finds the copy in its place is not started`,
    source: SOURCES.runTask,
    numbers: { ...numbersOf(plan, verdict), copyMiB: extra.memoryMiB },
  };
}

/** Another minute for one schedule, or fixed minutes for schedules that run at a rate; empty when none was found. */
function otherMinute(plan: FleetPlan, tasks: readonly [Workload, number][], passes: PlanTest): string {
  if (plan.schedules.length > MAX_SCHEDULES_TO_SEARCH) {
    return "";
  }
  const movable = tasks.map(([workload]) => workload).filter((workload) => workload.timetable !== undefined);
  for (const workload of movable.slice(0, MAX_SCHEDULES_TO_MOVE)) {
    for (const expression of otherTimes(workload.timetable?.expression ?? "")) {
      const moved = { ...workload, timetable: { ...workload.timetable, expression } };
      const changed = changePlan(plan, { workloads: [moved] });
      if (changed !== undefined && passes(changed)) {
        return `run ${workload.name} at ${expression}`;
      }
    }
  }
  const rates = movable.filter((workload) => workload.timetable?.expression.startsWith("rate("));
  const fixed = rates.length > 1 ? staggered(rates) : undefined;
  const changed = fixed && changePlan(plan, { workloads: fixed });
  return fixed !== undefined && changed !== undefined && passes(changed)
    ? `give them fixed minutes: ${fixed.map(({ name, timetable }) => `${name} ${timetable?.expression}`).join(", ")}`
    : "";
}

function describeMinute(plan: FleetPlan, verdict: CalendarVerdict): string {
  const services = plan.services.filter((demand) => demand.count > 0);
  const serviceMiB = services.reduce((sum, demand) => sum + demand.count * demand.memoryMiB, 0);
  const tasks = byMemory(verdict.worst.running).map(([{ name, memoryMiB }, copies]) =>
    copies === 1 ? `${name} ${memoryMiB}` : `${name} ${copies} x ${memoryMiB}`,
  );
  const shown = tasks.length <= 4 ? tasks : [...tasks.slice(0, 4), `${tasks.length - 4} more tasks`];
  const parts = services.length > 0 ? [`services ${serviceMiB}`, ...shown] : shown;
  return `${parts.join(" + ")} = ${serviceMiB + verdict.worst.memoryMiB} MiB`;
}

function describeWhen({ worst }: CalendarVerdict): string {
  return worst.anytime ? "at any minute" : `at ${new Date(worst.minute * 60_000).toISOString().slice(0, 16)}Z`;
}

function describeShortfall({ shortfall }: CalendarVerdict): string {
  if (shortfall === undefined || shortfall.kind === "memory") {
    return "";
  }
  const short = shortfall.needed - shortfall.available;
  switch (shortfall.kind) {
    case "cpu":
      return ` (${short} CPU units short)`;
    case "interfaces":
      return ` (${short} network interfaces short)`;
    case "port":
      return ` (host port ${shortfall.port} is taken)`;
    default:
      return " (large tasks do not share an instance)";
  }
}

function numbersOf(plan: FleetPlan, { worst, shortfall }: CalendarVerdict): Record<string, number> {
  const serviceMiB = plan.services.reduce((sum, demand) => sum + demand.count * demand.memoryMiB, 0);
  const shortMiB = shortfall?.kind === "memory" ? shortfall.needed - shortfall.available : 0;
  return { minute: worst.minute, serviceMiB, taskMiB: worst.memoryMiB, shortMiB, instances: plan.instances };
}

function byMemory(running: RunningTasks): [Workload, number][] {
  return [...running]
    .map(([{ workload }, copies]): [Workload, number] => [workload, copies])
    .sort(([a], [b]) => b.memoryMiB - a.memoryMiB || (a.path < b.path ? -1 : 1));
}
