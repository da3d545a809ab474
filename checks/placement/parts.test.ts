import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkScheduleExpression, parseScheduleExpression } from "../../constructs/rules/schedule-expression";
import { demandOf, type InstanceCapacity, reachableInstances } from "./capacity";
import { placeAsEcs } from "./ecs-order";
import { aFleet, aSchedule, aService } from "./fixtures";
import { Instances } from "./instances";
import { isMember } from "./member-of";
import { deductedMemoryMiB, type PlacementStrategy } from "./model";
import { fixedTime, otherTimes, staggered } from "./other-times";

const capacity: InstanceCapacity = {
  type: "t3.micro",
  architecture: "x86_64",
  memoryMiB: 900,
  cpu: 2048,
  interfaces: 1,
  zones: ["a", "b"],
};

describe("the memory ECS deducts", () => {
  it("is the task's, else each container's reservation, else its limit", () => {
    const containers = [{ memoryMiB: 300, memoryReservationMiB: 100 }, { memoryMiB: 50 }, {}];
    expect(deductedMemoryMiB(512, containers)).toBe(512);
    expect(deductedMemoryMiB(undefined, containers)).toBe(150);
    expect(deductedMemoryMiB(undefined, [])).toBe(0);
  });
});

describe("what a task asks for", () => {
  it("is an interface and no host port in awsvpc mode, and host ports in any other", () => {
    const ports = [
      { port: 80, protocol: "tcp" as const },
      { port: 80, protocol: "tcp" as const },
    ];
    const ask = (networkMode: "awsvpc" | "bridge" | "host") => {
      const { interfaces, ports: wanted } = demandOf(aService("a", { networkMode, hostPorts: ports }), 1, capacity);
      return { interfaces, wanted };
    };
    expect(ask("awsvpc")).toEqual({ interfaces: 1, wanted: [] });
    expect(ask("bridge")).toEqual({ interfaces: 0, wanted: ["80/tcp"] });
    expect(ask("host")).toEqual({ interfaces: 0, wanted: ["80/tcp"] });
  });
});

describe("instances that can be had", () => {
  it.each([
    [{ min: 1, max: 3 }, 3],
    [{ min: 2, max: 2 }, 2],
    [{ min: 1, max: 3, managedScaling: false }, 1],
    [{ min: 1, max: 3, desired: 2, managedScaling: false }, 2],
  ])("of %j are %i", (changes, count) => {
    expect(reachableInstances(aFleet(changes))).toBe(count);
  });
});

describe("memberOf", () => {
  const instance = { zone: "eu-central-1a", instanceType: "t3.micro", architecture: "x86_64" };

  it.each<[string, boolean | undefined]>([
    ["attribute:ecs.availability-zone == eu-central-1a", true],
    ["attribute:ecs.availability-zone != eu-central-1a", false],
    ["attribute:ecs.availability-zone in [eu-central-1b, eu-central-1a]", true],
    ["attribute:ecs.availability-zone not_in [eu-central-1a]", false],
    ["attribute:ecs.instance-type =~ t3.*", true],
    ["attribute:ecs.instance-type =~ m7g.*", false],
    ["attribute:ecs.instance-type == t3.micro", true],
    ["attribute:ecs.cpu-architecture == arm64", false],
    ["attribute:ecs.os-type == linux", true],
    ["attribute:disk == ssd", undefined],
    ["attribute:ecs.instance-type =~ t3.(micro|small)", undefined],
    ["attribute:ecs.instance-type == t3.micro and attribute:disk == ssd", undefined],
    ["task:group == service:web", undefined],
    ["", undefined],
  ])("%j is %s", (expression, expected) => {
    expect(isMember(expression, instance)).toBe(expected);
  });
});

describe("placing as ECS does", () => {
  const place = (strategies: readonly PlacementStrategy[] | undefined, count: number) => {
    const instances = Instances.empty(4, capacity);
    const first = aService("first", { memoryMiB: 100 });
    instances.place(1, demandOf(first, 1, capacity));
    const workload = aService("web", { memoryMiB: 100, ...(strategies && { strategies }) });
    const left = placeAsEcs([demandOf(workload, count, capacity)], instances);
    return { copies: [0, 1, 2, 3].map((index) => instances.copiesOn(index, workload)), left };
  };

  it("spreads over zones when nothing else is said", () => {
    const { copies } = place(undefined, 2);
    expect([copies[0]! + copies[2]!, copies[1]! + copies[3]!]).toEqual([1, 1]);
  });

  it("fills the fullest instance first with binpack", () => {
    expect(place([{ type: "binpack", field: "memory" }], 9).copies).toEqual([1, 8, 0, 0]);
  });

  it("applies strategies one after the other", () => {
    const strategies: PlacementStrategy[] = [
      { type: "spread", field: "attribute:ecs.availability-zone" },
      { type: "binpack", field: "memory" },
    ];
    expect(place(strategies, 4).copies).toEqual([2, 2, 0, 0]);
  });

  it("leaves over what no instance takes", () => {
    const { left } = place(undefined, 40);
    expect(left).toMatchObject([{ count: 5 }]);
  });
});

describe("other times for a schedule", () => {
  it("keep the number of runs a day, and are expressions AWS takes", () => {
    const expressions = fc.constantFrom(
      "cron(0 0 * * ? *)",
      "cron(55 23 ? * MON *)",
      "cron(10 0/6 * * ? *)",
      "cron(0 1,13 1 * ? *)",
      "cron(30 * * * ? *)",
    );
    const runs = (expression: string) => {
      const parsed = parseScheduleExpression(expression);
      return parsed?.kind === "cron" ? parsed.hours.length * parsed.minutes.length : 0;
    };
    fc.assert(
      fc.property(expressions, (expression) => {
        const times = otherTimes(expression);
        expect(times.length).toBeGreaterThan(0);
        for (const other of times) {
          expect(checkScheduleExpression(other)).toEqual([]);
          expect(other).not.toBe(expression);
          expect(runs(other)).toBe(runs(expression));
        }
      }),
    );
  });

  it("are not offered for what has no one minute", () => {
    expect(otherTimes("cron(0/5 * * * ? *)")).toEqual([]);
    expect(otherTimes("rate(1 hour)")).toEqual([]);
    expect(otherTimes("at(2030-01-01T00:00:00)")).toEqual([]);
  });

  it.each([
    [360, 0, "cron(0 0/6 * * ? *)"],
    [360, 75, "cron(15 1/6 * * ? *)"],
    [60, 30, "cron(30 * * * ? *)"],
    [1440, 90, "cron(30 1 * * ? *)"],
    [15, 5, "cron(5/15 * * * ? *)"],
    [60, 60, undefined],
    [7, 0, undefined],
    [2880, 0, undefined],
  ])("turn a rate of %i minutes into minute %i: %s", (every, at, expected) => {
    expect(fixedTime(every, at)).toBe(expected);
    if (expected !== undefined) {
      expect(checkScheduleExpression(expected)).toEqual([]);
    }
  });

  it("put rates one after the other, as long as there is time", () => {
    const rates = (count: number, expression: string) =>
      Array.from({ length: count }, (_, index) => aSchedule(`job${index}`, expression, { maxDurationMinutes: 13 }));
    expect(staggered(rates(3, "rate(1 hour)"))?.map(({ timetable }) => timetable?.expression)).toEqual([
      "cron(0 * * * ? *)",
      "cron(15 * * * ? *)",
      "cron(30 * * * ? *)",
    ]);
    expect(staggered(rates(5, "rate(1 hour)"))).toBeUndefined();
    expect(staggered([{ ...rates(1, "rate(1 hour)")[0]!, maxDurationMinutes: undefined! }])).toBeUndefined();
  });
});
