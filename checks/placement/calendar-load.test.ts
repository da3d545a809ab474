import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { occurrences } from "../schedule/occurrences";
import { decideCalendar } from "./calendar";
import { CalendarLoad } from "./calendar-load";
import { type Demand, demandOf, type InstanceCapacity } from "./capacity";
import { aSchedule, aService } from "./fixtures";
import { Instances } from "./instances";
import { solve } from "./solve";

const SLOW = 60_000;
const minute = (iso: string) => Date.parse(iso) / 60_000;
const capacity: InstanceCapacity = {
  type: "test",
  architecture: "x86_64",
  memoryMiB: 1000,
  cpu: 1000,
  interfaces: 2,
  zones: ["a"],
};

const schedules = fc
  .record({
    expression: fc.oneof(
      fc
        .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 }))
        .map(([at, hour]) => `cron(${at} ${hour} * * ? *)`),
      fc.integer({ min: 0, max: 59 }).map((at) => `cron(${at} * ? * MON-FRI *)`),
      fc.constantFrom("cron(0/20 * * * ? *)", "cron(30 2 * * ? *)", "cron(* 1-3 * * ? *)", "cron(0 0/6 28 * ? *)"),
      fc.constantFrom("cron(* * * * ? *)", "rate(30 minutes)", "rate(1 day)", "at(2027-03-28T03:10:00)"),
    ),
    timeZone: fc.constantFrom("UTC", "Europe/Rome", "America/New_York", "Asia/Kolkata"),
    startsAt: fc.constantFrom(undefined, undefined, undefined, "2027-03-27T10:07:00Z"),
    duration: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constantFrom(undefined, 1500, 4000)),
    flexible: fc.constantFrom(0, 0, 15),
    memoryMiB: fc.integer({ min: 1, max: 400 }),
    cpu: fc.integer({ min: 0, max: 400 }),
    count: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ duration, startsAt, ...schedule }) => ({ ...schedule, duration, startsAt }));

type Schedule = typeof schedules extends fc.Arbitrary<infer T> ? T : never;

const toDemand = (schedule: Schedule, index: number): Demand => {
  const { expression, timeZone, startsAt, duration, flexible, memoryMiB, cpu, count } = schedule;
  const timetable = startsAt === undefined ? { expression, timeZone } : { expression, timeZone, startsAt };
  const job = aSchedule(`job${index}`, expression, { timetable, memoryMiB, cpu, flexibleWindowMinutes: flexible });
  const { maxDurationMinutes: _, ...unbounded } = job;
  const workload = duration === undefined ? unbounded : { ...job, maxDurationMinutes: duration };
  return demandOf(workload, count, capacity);
};

/** Runs of a demand that may be going on in a minute, from the definition. */
function runsAt(demand: Demand, at: number): number {
  const { timetable, maxDurationMinutes, flexibleWindowMinutes = 0 } = demand.workload;
  if (timetable === undefined || maxDurationMinutes === undefined) {
    return 1;
  }
  const busy = maxDurationMinutes + flexibleWindowMinutes;
  const rate = /^rate\((\d+) (minute|day)s?\)$/.exec(timetable.expression);
  if (rate !== null && timetable.startsAt === undefined) {
    return Math.ceil(busy / (Number(rate[1]) * (rate[2] === "day" ? 1440 : 1)));
  }
  if (timetable.expression === "cron(* * * * ? *)" && timetable.startsAt === undefined) {
    return busy;
  }
  return occurrences(timetable, { from: at - busy + 1, to: at + 1 }).length;
}

const windows = fc
  .tuple(
    fc.constantFrom("2027-03-26T00:00:00Z", "2027-10-29T07:00:00Z", "2027-03-13T00:00:00Z", "2027-07-01T00:00:00Z"),
    fc.integer({ min: 60, max: 4000 }),
  )
  .map(([from, length]) => ({ from: minute(from), to: minute(from) + length }));

describe("the load of a calendar", () => {
  it(
    "is the sum of what may run, at every minute, and the tasks it names are those",
    () => {
      fc.assert(
        fc.property(fc.array(schedules, { minLength: 1, maxLength: 4 }), windows, (list, window) => {
          const demands = list.map(toDemand).filter((demand) => !(demand.workload.maxDurationMinutes! > 4000));
          const load = new CalendarLoad(demands, window);
          let step = 0;
          for (let at = window.from; at < window.to; at += 37) {
            while (step + 1 < load.steps.count && load.steps.minutes[step + 1]! <= at) {
              step++;
            }
            const runs = demands.map((demand) => (demand.count === 0 ? 0 : runsAt(limited(demand, window), at)));
            const sum = (share: (demand: Demand) => number) =>
              demands.reduce((total, demand, index) => total + runs[index]! * demand.count * share(demand), 0);
            expect(load.steps.memoryMiB[step]).toBe(sum((demand) => demand.memoryMiB));
            expect(load.steps.cpu[step]).toBe(sum((demand) => demand.cpu));
            const running = load.runningAt(at);
            expect(demands.map((demand) => running.get(demand) ?? 0)).toEqual(
              demands.map((demand, index) => runs[index]! * demand.count),
            );
            const everything = load.everythingAtOnce();
            for (const [demand, copies] of running) {
              expect(everything.get(demand)).toBeGreaterThanOrEqual(copies);
            }
          }
        }),
        { numRuns: 60 },
      );
    },
    SLOW,
  );
});

describe("runs of one schedule", () => {
  it("overlap on the one day on which the clocks bring them closer together", () => {
    const expression = "cron(0 1,3 * * ? *)";
    const timetable = { expression, timeZone: "Europe/Rome" };
    const demand = demandOf(aSchedule("job", expression, { timetable, maxDurationMinutes: 90 }), 1, capacity);
    const runs = (from: string) =>
      new CalendarLoad([demand], { from: minute(from), to: minute(from) + 30 * 1440 }).overlapping.get(demand);
    // on 28 March 2027 there is one hour between 01:00 and 03:00
    expect(runs("2027-03-10T00:00:00Z")).toBe(2);
  });
});

/** A run that outlasts the window is taken to last as long as the window. */
function limited(demand: Demand, { from, to }: { from: number; to: number }): Demand {
  const { maxDurationMinutes = 0, flexibleWindowMinutes = 0 } = demand.workload;
  return demand.workload.maxDurationMinutes !== undefined && maxDurationMinutes + flexibleWindowMinutes > to - from
    ? { ...demand, workload: { ...demand.workload, maxDurationMinutes: to - from, flexibleWindowMinutes: 0 } }
    : demand;
}

describe("the verdict on a calendar", () => {
  const decide = (list: readonly Schedule[], window: { from: number; to: number }, instances: number) => {
    const demands = list.map(toDemand);
    const service = demandOf(aService("web", { memoryMiB: 150, cpu: 100 }), instances, capacity);
    const empty = Instances.empty(instances, capacity);
    const placed = solve([service], empty);
    if (placed.verdict !== "feasible") {
      throw new Error("the service alone must fit");
    }
    const load = new CalendarLoad(demands, window);
    return { load, demands, service, empty, verdict: decideCalendar(load, [service], placed.instances, empty) };
  };

  it.each([1, 2, 3])(
    "on %i instance(s) is feasible exactly when the tasks of every minute can be placed",
    (instances) => {
      fc.assert(
        fc.property(fc.array(schedules, { minLength: 1, maxLength: 4 }), windows, (list, window) => {
          const { load, service, empty, verdict } = decide(list, window, instances);
          const fits = (at: number) => {
            const tasks = [...load.runningAt(at)].map(([demand, count]) => ({ ...demand, count }));
            return solve([service, ...tasks], empty).verdict;
          };
          const minutes = [...load.steps.minutes.subarray(0, load.steps.count)];
          if (verdict.verdict === "feasible") {
            expect(minutes.slice(0, 60).map(fits)).not.toContain("infeasible");
          } else if (verdict.verdict === "infeasible") {
            expect(fits(verdict.worst.minute)).toBe("infeasible");
          }
          expect(instances === 1 && verdict.verdict === "unknown").toBe(false);
        }),
        { numRuns: 150 },
      );
    },
    SLOW,
  );
});
