import { describe, expect, it } from "vitest";
import { checkPlacement } from "./check-placement";
import { aSchedule, aService, aSystem } from "./fixtures";
import type { Workload } from "./model";

const check = (...args: Parameters<typeof aSystem>) => checkPlacement(aSystem(...args)).findings;
const codes = (...args: Parameters<typeof aSystem>) => check(...args).map((finding) => finding.code);
const errors = (...args: Parameters<typeof aSystem>) =>
  check(...args)
    .filter((finding) => finding.severity !== "info")
    .map((finding) => finding.code);

const http = { hostPorts: [{ port: 80, protocol: "tcp" }] } as const;
/** What a service with a static port must accept. */
const stopFirst = { ...http, minimumHealthyPercent: 0, maximumPercent: 100 };
const jobs = ["scraper", "notifier"].map((name) => aSchedule(name, "rate(6 hours)"));
const atMidnight = (memoryMiB: number) =>
  ["scraper", "notifier"].map((name) => aSchedule(name, "cron(0 0 * * ? *)", { memoryMiB }));

describe("sound systems", () => {
  it.each<[string, Workload[], Parameters<typeof aSystem>[1]]>([
    ["the reference system", [aService("backend", stopFirst), ...jobs], { reservedMemoryMiB: 100 }],
    ["the same with a dynamic port", [aService("backend"), ...jobs], { reservedMemoryMiB: 100 }],
    ["nothing at all", [], {}],
    ["a stopped environment", [aService("backend", { desired: 0 })], { min: 0, max: 0 }],
    ["a full instance that stops first", [aService("a", { memoryMiB: 900, ...stopFirst })], {}],
    ["two copies on two instances with one port", [aService("a", { ...stopFirst, desired: 2 })], { min: 2, max: 2 }],
    ["jobs that never meet", [aService("backend"), ...jobs.map((job, index) => fixed(job, index))], {}],
    ["autoscaling within the fleet", [aService("a", { memoryMiB: 200, maxCount: 12 })], { min: 1, max: 4 }],
    ["a fleet that has to grow first", [aService("a", { memoryMiB: 400, desired: 4 })], { min: 1, max: 3 }],
    ["a daemon beside services", [aService("agent", { kind: "daemon", memoryMiB: 64 }), aService("a")], {}],
    ["awsvpc with one interface", [aService("a", { networkMode: "awsvpc", ...stopFirst, hostPorts: [] })], {}],
    [
      "copies spread over zones",
      [aService("a", { desired: 3, constraints: [{ type: "distinctInstance" }], minimumHealthyPercent: 50 })],
      { min: 3, max: 3, zones: ["a", "b", "c"] },
    ],
  ])("%s have no errors and no warnings", (_, workloads, fleet) => {
    expect(errors(workloads, fleet)).toEqual([]);
  });
});

function fixed(job: Workload, index: number): Workload {
  const timetable = { expression: `cron(${index * 30} 0/6 * * ? *)`, timeZone: "Europe/Rome" };
  return { ...job, memoryMiB: 400, timetable };
}

describe("findings", () => {
  it.each<[string, string, Workload[], Parameters<typeof aSystem>[1]]>([
    ["a task larger than the instance", "placement-task-too-large", [aService("a", { memoryMiB: 1000 })], {}],
    ["more CPU than the instance has", "placement-task-too-large", [aService("a", { cpu: 4096 })], {}],
    ["services that do not fit together", "placement-memory", [aService("a", { memoryMiB: 500, desired: 2 })], {}],
    ["too many CPU units", "placement-cpu", [aService("a", { cpu: 1100, desired: 2 })], {}],
    [
      "more awsvpc tasks than interfaces",
      "placement-network-interfaces",
      [aService("a", { networkMode: "awsvpc", desired: 2 })],
      {},
    ],
    ["two services on one port", "placement-host-port", [aService("a", stopFirst), aService("b", stopFirst)], {}],
    ["two copies on one port", "placement-host-port", [aService("a", { ...stopFirst, desired: 2 })], {}],
    [
      "a port of the agent",
      "placement-host-port",
      [aService("a", { ...stopFirst, hostPorts: [{ port: 51678, protocol: "tcp" }] })],
      {},
    ],
    ["an image for the other architecture", "placement-architecture", [aService("a", { architecture: "arm64" })], {}],
    [
      "a zone the fleet is not in",
      "placement-constraint",
      [aService("a", { constraints: [memberOf("attribute:ecs.availability-zone == eu-central-1b")] })],
      {},
    ],
    [
      "more distinct copies than instances",
      "placement-constraint",
      [aService("a", { desired: 2, constraints: [{ type: "distinctInstance" }] })],
      {},
    ],
    [
      "large tasks that do not share an instance",
      "placement-fragmented",
      [aService("a", { memoryMiB: 500, desired: 3, minimumHealthyPercent: 50 })],
      { min: 2, max: 2 },
    ],
    ["percentages that allow nothing", "placement-roll-stuck", [aService("a", { maximumPercent: 100 })], {}],
    ["no room for a second copy", "placement-roll-no-room", [aService("a", { memoryMiB: 500 })], {}],
    ["a static port that must stay taken", "placement-roll-no-room", [aService("a", http)], {}],
    ["tasks of one minute", "placement-calendar", [aService("backend"), ...atMidnight(400)], {}],
    [
      "tasks of one minute beside a rolling copy",
      "placement-calendar-roll",
      [aService("backend", { memoryMiB: 250 }), ...atMidnight(250)],
      {},
    ],
    ["a day that no calendar has", "placement-never-runs", [aSchedule("a", "cron(0 0 30 2 ? *)")], {}],
    ["a maximum the fleet cannot reach", "placement-maximum", [aService("a", { maxCount: 9 })], { max: 2 }],
    ["a type without a row", "placement-instance-type-unknown", [aService("a")], { instanceType: "m5.large" }],
    ["services without an instance", "placement-no-instances", [aService("a")], { min: 0, max: 0 }],
    [
      "daemons that do not fit",
      "placement-memory",
      [aService("x", { kind: "daemon", memoryMiB: 600 }), aService("y", { kind: "daemon", memoryMiB: 400 })],
      {},
    ],
    [
      "an order in which ECS finds no place",
      "placement-order",
      // spread puts one small task on each instance, and then the large ones have no instance of their own
      [
        aService("small", { desired: 2, memoryMiB: 300, ...stopAny }),
        aService("large", { memoryMiB: 700, ...stopAny }),
      ],
      { min: 2, max: 2 },
    ],
  ])("%s give exactly %s", (_, code, workloads, fleet) => {
    expect(errors(workloads, fleet)).toEqual([code]);
  });

  it("name the shortfall and the cheapest changes with their price", () => {
    expect(check([aService("backend", { memoryMiB: 1000, minimumHealthyPercent: 0 })])[0]).toMatchObject({
      path: "dev/backend",
      prop: "memoryMiB",
      got: "a task of 1000 MiB",
      expected: "at most 900 MiB on t3.micro",
      fix: "lower the memory of backend by 100 MiB to 900 MiB, or use t3a.small ($15.77 a month in eu-central-1, $7.01 more)",
      numbers: { shortMiB: 100 },
    });
  });

  it("say how many copies a static port allows, and what more would cost", () => {
    expect(check([aService("backend", { ...stopFirst, desired: 2 })])[0]).toMatchObject({
      path: "dev/backend",
      prop: "hostPort",
      got: "2 copies with the static host port 80/tcp for 1 instance",
      fix: expect.stringContaining("run 1 copy, or run 2 instances ($8.76 a month more in eu-central-1)"),
    });
  });

  it("name both services that want one port, and the second as the place", () => {
    const [finding] = check([aService("a", stopFirst), aService("b", stopFirst)]);
    expect(finding?.path).toBe("dev/b");
    expect(finding?.got).toContain("2 tasks want host port 80/tcp (a, b)");
  });

  it("prefer a change that leaves nothing to complain about", () => {
    // 500 MiB would fit, and could then not roll
    const [finding] = check([aService("backend", { memoryMiB: 1000 }), ...jobs]);
    expect(finding?.fix).toContain("lower the memory of backend by 550 MiB to 450 MiB");
    expect(errors([aService("backend", { memoryMiB: 450 }), ...jobs.map((job) => ({ ...job, memoryMiB: 0 }))])).toEqual(
      [],
    );
  });

  it("do not tell a task to live on a fraction of its memory", () => {
    const tight = aService("backend", { memoryMiB: 700, minimumHealthyPercent: 0 });
    const large = aSchedule("job", "cron(0 0 * * ? *)", { memoryMiB: 890 });
    expect(check([tight, large]).find(({ code }) => code === "placement-calendar")?.fix).not.toContain("lower");
  });

  it("offer another minute for a schedule, and it works", () => {
    const [finding] = check([aService("backend"), ...atMidnight(400)]);
    expect(finding?.got).toBe(
      "services 192 + notifier 400 + scraper 400 = 992 MiB may run at once at 2027-01-01T00:00Z",
    );
    const offered = /run notifier at (cron\([^)]*\))/.exec(finding?.fix ?? "")?.[1];
    expect(offered).toBe("cron(15 0 * * ? *)");
    const [scraper, notifier] = atMidnight(400);
    const moved = { ...notifier!, timetable: { expression: offered! } };
    expect(codes([aService("backend", { minimumHealthyPercent: 0 }), scraper!, moved])).not.toContain(
      "placement-calendar",
    );
  });

  it("point to the largest task of the minute", () => {
    const [scraper, notifier] = atMidnight(400);
    const workloads = [aService("backend"), notifier!, { ...scraper!, memoryMiB: 450 }];
    expect(check(workloads)[0]).toMatchObject({ path: "dev/scraper", numbers: { shortMiB: 142 } });
  });

  it("offer fixed minutes for rates that may start together", () => {
    const rates = jobs.map((job) => ({ ...job, memoryMiB: 400 }));
    const [finding] = check([aService("backend"), ...rates]);
    expect(finding?.got).toContain("at any minute");
    expect(finding?.fix).toContain("notifier cron(0 0/6 * * ? *), scraper cron(15 0/6 * * ? *)");
  });

  it("ask for a duration where none is declared", () => {
    const [scraper, notifier] = atMidnight(400);
    const { maxDurationMinutes: _, ...unbounded } = scraper!;
    const later = { ...notifier!, timetable: { expression: "cron(0 12 * * ? *)" } };
    expect(check([aService("backend"), unbounded, later])[0]?.fix).toContain("declare maxDurationMinutes of scraper");
  });

  it("count a flexible window as time in which the task may run", () => {
    const [scraper, notifier] = atMidnight(400);
    const later = { ...notifier!, timetable: { expression: "cron(20 0 * * ? *)" } };
    const backend = aService("backend", { minimumHealthyPercent: 0 });
    expect(codes([backend, scraper!, later])).not.toContain("placement-calendar");
    expect(codes([backend, { ...scraper!, flexibleWindowMinutes: 15 }, later])).toContain("placement-calendar");
  });

  it("see schedules in different time zones meet", () => {
    const inRome = (name: string, hour: number, timeZone: string) =>
      aSchedule(name, `cron(0 ${hour} * * ? *)`, {
        memoryMiB: 400,
        timetable: { expression: `cron(0 ${hour} * * ? *)`, timeZone },
      });
    const backend = aService("backend", { minimumHealthyPercent: 0 });
    // 03:00 in Rome is 01:00 UTC in summer and 02:00 UTC in winter, so these meet for half a year
    expect(codes([backend, inRome("a", 3, "Europe/Rome"), inRome("b", 1, "UTC")])).toContain("placement-calendar");
    expect(codes([backend, inRome("a", 3, "Europe/Rome"), inRome("b", 3, "UTC")])).not.toContain("placement-calendar");
  });

  it("tell the downtime of a deployment with its arithmetic", () => {
    const timing = { stopTimeoutSeconds: 20, startSeconds: 5 };
    expect(check([aService("backend", { ...stopFirst, timing })])).toMatchObject([
      {
        code: "placement-roll-downtime",
        severity: "info",
        numbers: { downtimeSeconds: 50 },
        got: expect.stringContaining("20 s to stop + 10 s to schedule + 15 s to pull + 5 s to start"),
        fix: expect.stringContaining("load balancer"),
      },
    ]);
  });

  it("mention runs that overlap themselves", () => {
    const often = aSchedule("often", "cron(0/5 * * * ? *)", { maxDurationMinutes: 12, memoryMiB: 64 });
    expect(check([aService("a"), often])).toMatchObject([
      { code: "placement-overlapping-runs", severity: "info", numbers: { runsAtOnce: 3 } },
    ]);
  });

  it("mention constraints that only running instances can answer", () => {
    const constraints = [memberOf("attribute:disk == ssd")];
    expect(codes([aService("a", { constraints })])).toEqual(["placement-constraint-unjudged"]);
  });

  it("keep one mistake from hiding another workload's", () => {
    expect(codes([aService("a", { memoryMiB: 2000 }), aService("b", { cpu: 9000 })])).toEqual([
      "placement-task-too-large",
      "placement-task-too-large",
    ]);
  });
});

const stopAny = { minimumHealthyPercent: 0 };

function memberOf(expression: string) {
  return { type: "memberOf", expression } as const;
}
