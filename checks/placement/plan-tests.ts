import type { Window } from "../schedule/occurrences";
import { decideCalendar } from "./calendar";
import type { CalendarLoad } from "./calendar-load";
import type { Demand } from "./capacity";
import { calendarLoad, emptyInstances, type FleetPlan } from "./fleet-plan";
import { Instances } from "./instances";
import { planRolls } from "./rolling";
import { type Solution, solve } from "./solve";

/** Answers whether a plan, perhaps a changed one, is all right. */
export type PlanTest = (plan: FleetPlan) => boolean;

/** Places the daemons of one zone on one instance. Daemons run on every instance, so they must fit together on each. */
export function placeDaemons(plan: FleetPlan, zone: number): Solution {
  const daemons = plan.daemons.filter((demand) => demand.zones[zone] === true);
  const capacity = { ...plan.capacity, zones: plan.capacity.zones.slice(zone, zone + 1) };
  return solve(
    daemons.map((demand) => ({ ...demand, zones: [true] })),
    Instances.empty(1, capacity),
  );
}

/** The daemons fit on every instance, and the services at their desired counts beside them. */
export const servicesFit: PlanTest = (plan) => daemonsFit(plan) && placeServices(plan).verdict === "feasible";

/** The workload fits alone, at its count, beside the daemons. */
export function fitsAlone(path: string): PlanTest {
  return (plan) => {
    const demands = [...plan.services, ...plan.schedules].filter(({ workload }) => workload.path === path);
    return daemonsFit(plan) && solve(demands, emptyInstances(plan)).verdict === "feasible";
  };
}

/** One copy more of the service fits beside all services. */
export function rolls(path: string): PlanTest {
  return (plan) => {
    const more = plan.services.map((demand) =>
      demand.workload.path === path ? { ...demand, count: demand.count + 1 } : demand,
    );
    return solve(more, emptyInstances(plan)).verdict === "feasible";
  };
}

/** The scheduled tasks of every minute of the year fit beside the services. */
export function yearFits(window: Window): PlanTest {
  const loadOf = rememberLoad(window);
  return (plan) => {
    const services = placeServices(plan);
    return services.verdict === "feasible" && minutesFit(plan, loadOf, services.instances);
  };
}

/** Services, deployments and schedules: nothing is left to complain about but the maximum of autoscaling. */
export function everythingFits(window: Window): PlanTest {
  const loadOf = rememberLoad(window);
  return (plan) => {
    const services = placeServices(plan);
    if (!daemonsFit(plan) || services.verdict !== "feasible") {
      return false;
    }
    const ways = planRolls(plan.services, services.instances, emptyInstances(plan)).map((roll) => roll.way);
    return (
      ways.every((way) => way === "start-first" || way === "stop-first") && minutesFit(plan, loadOf, services.instances)
    );
  };
}

/** A remedy that is overlooked does less harm than a search that takes seconds. */
const SETS_TO_PLACE = 6;

type LoadOf = (plan: FleetPlan) => CalendarLoad;

/** Computes the load of a plan, unless its schedules are those of the plan before: most changes leave them alone. */
function rememberLoad(window: Window): LoadOf {
  let last: CalendarLoad | undefined;
  return (plan) => {
    const same =
      last?.demands.length === plan.schedules.length &&
      last.demands.every((demand, index) => isSameDemand(demand, plan.schedules[index]));
    last = same && last !== undefined ? last : calendarLoad(plan, window);
    return last;
  };
}

function isSameDemand(one: Demand, other: Demand | undefined): boolean {
  return one.workload === other?.workload && one.zones.join() === other.zones.join();
}

/** The daemons fit together on every instance. */
export const daemonsFit: PlanTest = (plan) =>
  plan.capacity.zones.every((_, zone) => placeDaemons(plan, zone).verdict === "feasible");

function placeServices(plan: FleetPlan): Solution {
  return solve(plan.services, emptyInstances(plan));
}

function minutesFit(plan: FleetPlan, loadOf: LoadOf, placed: Instances): boolean {
  if (!plan.schedules.some((demand) => demand.count > 0)) {
    return true;
  }
  const verdict = decideCalendar(loadOf(plan), plan.services, placed, emptyInstances(plan), SETS_TO_PLACE);
  return verdict.verdict === "feasible";
}
