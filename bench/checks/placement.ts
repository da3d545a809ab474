import { checkPlacement } from "../../checks/placement/check-placement";
import { aFleet, aSchedule, aService } from "../../checks/placement/fixtures";
import type { PlacementSystem, Workload } from "../../checks/placement/model";

/**
 * The placement proof at 100 and 1,000 services with 50 and 500 schedules, each size in a process of its own. Prints one
 * JSON line: milliseconds of the first run (nothing is compiled yet; wall clock and processor time) and the median of five more, and peak memory.
 */
const [services = 100, schedules = 50, shape = "roomy"] = process.argv
  .slice(2)
  .map((text) => (/^\d+$/.test(text) ? Number(text) : text));

const times: number[] = [];
const processor: number[] = [];
const system = aLargeSystem(Number(services), Number(schedules), String(shape));
let findings = 0;
for (let run = 0; run < 6; run++) {
  const started = performance.now();
  const before = process.cpuUsage().user;
  findings = checkPlacement(system).findings.length;
  times.push(performance.now() - started);
  processor.push((process.cpuUsage().user - before) / 1000);
}
const [first = 0, ...rest] = times;
const median = rest.sort((a, b) => a - b)[2] ?? 0;
const [firstCpu = 0] = processor;
const peakMiB = process.resourceUsage().maxRSS / 1024;
const figures = {
  services,
  schedules,
  shape,
  findings,
  first: round(first),
  firstCpu: round(firstCpu),
  median: round(median),
  peakMiB: round(peakMiB),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);

/**
 * A fleet that holds everything with room to spare (`roomy`), little (`tight`), too little (`short`), or no MiB to spare
 * (`full`), so that a second copy of a service fits nowhere but in the last gap.
 */
function aLargeSystem(serviceCount: number, scheduleCount: number, fit: string): PlacementSystem {
  const next = random(42);
  const services = Array.from({ length: serviceCount }, (_, index) => aRandomService(index, fit, next));
  const jobs = Array.from({ length: scheduleCount }, (_, index) => aRandomJob(index, next));
  const copies = services.reduce((sum, { desired }) => sum + desired, 0);
  const memory = services.reduce((sum, { memoryMiB, desired }) => sum + memoryMiB * desired, 0);
  const share = { roomy: 1.6, tight: 1.25, short: 0.9 }[fit] ?? 1.6;
  const count = fit === "full" ? Math.ceil(copies / 4) : Math.ceil((memory * share) / 7550);
  const fleet = aFleet({ instanceType: "t3.large", min: count, max: count, zones: ["a", "b", "c"] });
  return { fleets: [fleet], workloads: [...services, ...jobs] };
}

type Next = (below: number) => number;

function aRandomService(index: number, fit: string, next: Next): Workload {
  return aService(`service-${index}`, {
    desired: 1 + next(3),
    // four of the large ones fill a t3.large to the last MiB
    memoryMiB: fit === "full" ? 1880 + next(8) : 128 * (1 + next(8)),
    cpu: 32 * (1 + next(4)),
    minimumHealthyPercent: next(4) === 0 ? 50 : 100,
  });
}

function aRandomJob(index: number, next: Next): Workload {
  const { expression, period } = aTimetable(next);
  const timeZone = ["UTC", "Europe/Rome", "America/New_York"][next(3)] ?? "UTC";
  return aSchedule(`job-${index}`, expression, {
    memoryMiB: 64 * (1 + next(8)),
    cpu: 32 * (1 + next(4)),
    maxDurationMinutes: 1 + next(period),
    timetable: { expression, timeZone },
  });
}

/** An expression, and minutes after which a run has ended. */
function aTimetable(next: Next): { expression: string; period: number } {
  const minute = next(60);
  const hour = next(24);
  const kinds = [
    { expression: `cron(${minute} ${hour} * * ? *)`, period: 240 },
    { expression: `cron(${minute} ${hour} ? * MON-FRI *)`, period: 120 },
    { expression: `cron(${minute} ${hour} ${1 + next(28)} * ? *)`, period: 600 },
    { expression: `cron(${minute} * * * ? *)`, period: 60 },
    { expression: `cron(${minute} 0/6 * * ? *)`, period: 60 },
    { expression: "cron(0/15 * * * ? *)", period: 15 },
    { expression: `cron(${next(5)}/5 8-18 ? * MON-FRI *)`, period: 5 },
    { expression: "rate(6 hours)", period: 30 },
    { expression: `cron(${next(5)}/5 * * * ? *)`, period: 10 },
    { expression: "cron(* 9-17 ? * MON-FRI *)", period: 2 },
  ];
  return kinds[next(kinds.length)] ?? { expression: "rate(1 hour)", period: 30 };
}

/** The same numbers every time (a linear congruential generator). */
function random(seed: number): Next {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
