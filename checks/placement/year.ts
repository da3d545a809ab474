import type { Finding } from "../../constructs/rules/finding";
import { neverRuns } from "../schedule/never-runs";
import type { Window } from "../schedule/occurrences";
import { type CalendarVerdict, decideCalendar } from "./calendar";
import { minuteDoesNotFit, minuteDoesNotRoll } from "./calendar-findings";
import type { CalendarLoad } from "./calendar-load";
import type { Demand } from "./capacity";
import { calendarLoad, emptyInstances, type FleetPlan } from "./fleet-plan";
import type { Instances } from "./instances";
import { notProven } from "./joint-findings";
import type { Workload } from "./model";
import { neededExtra, type Roll } from "./rolling";
import { solve } from "./solve";
import { SOURCES } from "./sources";

export interface YearProof {
  /** The worst minute; undefined when nothing is scheduled. */
  readonly calendar?: CalendarVerdict;
  readonly findings: readonly Finding[];
}

const UNPROVEN = "scheduled tasks of the worst minute beside the services";

/** Proves that the scheduled tasks of every minute fit beside the services, and beside a service that is rolling. */
export function proveYear(plan: FleetPlan, window: Window, placed: Instances, rolls: readonly Roll[]): YearProof {
  if (!plan.schedules.some((demand) => demand.count > 0)) {
    return { findings: [] };
  }
  const idle = plan.schedules.flatMap(({ workload }) => idleSchedule(workload));
  const load = calendarLoad(plan, window);
  const calendar = decideCalendar(load, plan.services, placed, emptyInstances(plan));
  switch (calendar.verdict) {
    case "infeasible":
      return { calendar, findings: [...idle, minuteDoesNotFit(plan, calendar, window)] };
    case "unknown":
      return { calendar, findings: [...idle, notProven(plan, UNPROVEN, [])] };
    default:
      return { calendar, findings: [...idle, ...overlaps(load), ...rollingMinute(plan, load, rolls)] };
  }
}

function idleSchedule({ path, timetable }: Workload): Finding[] {
  if (timetable === undefined || !neverRuns(timetable.expression)) {
    return [];
  }
  return [
    {
      code: "placement-never-runs",
      severity: "error",
      path,
      prop: "schedule",
      got: `${timetable.expression}, which names no day of the next eight years`,
      expected: "a day that exists",
      fix: "correct the day, the month or the year",
      source: SOURCES.scheduler,
    },
  ];
}

/** At most one finding: the copy that leaves the least room. Only services that can roll at all are asked. */
function rollingMinute(plan: FleetPlan, load: CalendarLoad, rolls: readonly Roll[]): Finding[] {
  const startFirst = new Set(rolls.filter((roll) => roll.way === "start-first").map((roll) => roll.workload));
  const extras = plan.services.flatMap((demand) =>
    startFirst.has(demand.workload) ? (neededExtra(demand) ?? []) : [],
  );
  for (const extra of largestOf(extras)) {
    const services = plan.services.map((demand) =>
      demand.workload === extra.workload ? { ...demand, count: demand.count + 1 } : demand,
    );
    const empty = emptyInstances(plan);
    const solution = solve(services, empty);
    if (solution.verdict !== "feasible") {
      continue;
    }
    const verdict = decideCalendar(load, services, solution.instances, empty);
    if (verdict.verdict === "infeasible") {
      return [minuteDoesNotRoll(plan, verdict, extra.workload)];
    }
  }
  return [];
}

/** The copies with the most memory, the most CPU and an interface: on one instance no other copy can be worse. */
function largestOf(extras: readonly Demand[]): Demand[] {
  const most = (share: (demand: Demand) => number) =>
    extras.reduce<Demand | undefined>((best, next) => (best && share(best) >= share(next) ? best : next), undefined);
  const largest = [
    most((demand) => demand.memoryMiB),
    most((demand) => demand.cpu),
    most((demand) => demand.interfaces),
  ];
  return [...new Set(largest.filter((demand) => demand !== undefined))];
}

function overlaps(load: CalendarLoad): Finding[] {
  return [...load.overlapping].map(([{ workload }, runs]) => ({
    code: "placement-overlapping-runs",
    severity: "info",
    path: workload.path,
    prop: "schedule",
    got: `${workload.timetable?.expression}, with runs of up to ${workload.maxDurationMinutes} minutes: ${runs} at once`,
    expected: "a run that has ended before the next begins, or a task that does not mind a twin",
    fix: "start it less often, shorten maxDurationMinutes, or let the task take a lock and end at once without it",
    source: "https://github.com/aws/containers-roadmap/issues/232",
    numbers: { runsAtOnce: runs },
  }));
}
