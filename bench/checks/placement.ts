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

/** A fleet that holds everything with room to spare (`roomy`), or little (`tight`), too little (`short`), or no MiB to spare (`full`). */
function aLargeSystem(serviceCount: number, scheduleCount: number, fit: string): PlacementSystem {
  const next = random(42);
  const workloads: Workload[] = [];
  for (let index = 0; index < serviceCount; index++) {
    workloads.push(
      aService(`service-${index}`, {
        desired: 1 + next(3),
        // four of the large ones fill a t3.large to the last MiB, so that no second copy of anything fits
        memoryMiB: fit === "full" ? 1880 + next(8) : 128 * (1 + next(8)),
        cpu: 32 * (1 + next(4)),
        minimumHealthyPercent: next(4) === 0 ? 50 : 100,
        networkMode: "bridge",
      }),
    );
  }
  for (let index = 0; index < scheduleCount; index++) {
    const { expression, period } = aTimetable(next);
    workloads.push(
      aSchedule(`job-${index}`, expression, {
        memoryMiB: 64 * (1 + next(8)),
        cpu: 32 * (1 + next(4)),
        maxDurationMinutes: 1 + next(period),
        timetable: { expression, timeZone: ["UTC", "Europe/Rome", "America/New_York"][next(3)] ?? "UTC" },
      }),
    );
  }
  const memory = workloads
    .filter((workload) => workload.kind === "service")
    .reduce((sum, workload) => sum + workload.memoryMiB * workload.desired, 0);
  const share = { roomy: 1.6, tight: 1.25, short: 0.9 }[fit] ?? 1.6;
  const copies = workloads.reduce((sum, { kind, desired }) => sum + (kind === "service" ? desired : 0), 0);
  const count = fit === "full" ? Math.ceil(copies / 4) : Math.ceil((memory * share) / 7550);
  const fleet = aFleet({ instanceType: "t3.large", min: count, max: count, zones: ["a", "b", "c"] });
  return { fleets: [fleet], workloads };
}

/** An expression, and minutes after which a run has ended. */
function aTimetable(next: (below: number) => number): { expression: string; period: number } {
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
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
