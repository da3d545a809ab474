import type { Finding } from "../../constructs/rules/finding";
import { FACTS_AS_OF } from "../facts/prices";
import { MINUTES_PER_DAY } from "../schedule/civil-days";
import type { Window } from "../schedule/occurrences";
import { checkFleet, type FleetReport } from "./check-fleet";
import type { PlacementSystem, Workload } from "./model";

export interface PlacementReport {
  readonly fleets: readonly FleetReport[];
  readonly findings: readonly Finding[];
}

/** The walked year has a 29 February whenever one is near. */
const DAYS = 366;

/**
 * Proves that everything fits where it is meant to run: services at their desired counts, one deployment at a time,
 * the worst minute of a year of schedules, and services at their maximum counts on the largest fleet.
 *
 * Reads no clock: the same system gives the same report.
 */
export function checkPlacement(system: PlacementSystem): PlacementReport {
  const window = walkedYear(system.yearFrom);
  const byFleet = new Map<string, Workload[]>(system.fleets.map((fleet) => [fleet.name, []]));
  for (const workload of system.workloads) {
    byFleet.get(workload.fleet)?.push(workload);
  }
  const fleets = system.fleets.map((fleet) => checkFleet(fleet, byFleet.get(fleet.name) ?? [], window));
  return { fleets, findings: fleets.flatMap((report) => report.findings) };
}

/** A year from a day, by default from the first of January after the facts were compiled. */
export function walkedYear(from?: string): Window {
  const given = from === undefined ? Number.NaN : Date.parse(`${from}T00:00:00Z`);
  const start = Number.isNaN(given) ? Date.UTC(Number(FACTS_AS_OF.slice(0, 4)) + 1, 0, 1) : given;
  return { from: start / 60_000, to: start / 60_000 + DAYS * MINUTES_PER_DAY };
}
