import { Token } from "cdktf";
import { describe, expect, test } from "vitest";
import type { HealthCheck, SizedContainer } from "./container";
import { checkContainer } from "./container-rules";

const sound = { name: "app", image: "app:1", cpu: 64, memoryMiB: 64 };

function found(change: Partial<SizedContainer>, capacity: "ec2" | "fargate" = "ec2", others: SizedContainer[] = []) {
  const container = { ...sound, ...change };
  return checkContainer(container, { capacity, containers: [container, ...others] });
}
const codes = (...args: Parameters<typeof found>) => found(...args).map(({ code }) => code);

describe("a health check", () => {
  const check = (numbers: Partial<HealthCheck>) => ({ healthCheck: { command: ["true"], ...numbers } as HealthCheck });

  test.each<[keyof HealthCheck, number, number]>([
    ["intervalSeconds", 5, 300],
    ["timeoutSeconds", 2, 60],
    ["retries", 1, 10],
    ["startPeriodSeconds", 0, 300],
  ])("takes %s from %i to %i, whole, and nothing else", (name, min, max) => {
    for (const value of [min, max, undefined]) expect(found(check({ [name]: value }))).toEqual([]);
    for (const value of [min - 1, max + 1, min + 0.5, Number.NaN]) {
      expect(found(check({ [name]: value }))).toMatchObject([
        {
          code: "container-health-check",
          prop: `container.healthCheck.${name}`,
          got: String(value),
          expected: `a whole number from ${min} to ${max}`,
        },
      ]);
    }
  });

  test("is told of everything that is wrong with it at once", () => {
    const numbers = { intervalSeconds: 1, timeoutSeconds: 1, retries: 0, startPeriodSeconds: -1 };
    expect(codes(check(numbers))).toEqual(Array(4).fill("container-health-check"));
  });
});

describe("memory", () => {
  test.each([6, 32, 63])("a soft limit of %i MiB under a hard one of 64 is taken", (memoryReservationMiB) => {
    expect(codes({ memoryReservationMiB })).toEqual([]);
  });

  test.each([
    5,
    0,
    -1,
    6.5,
    Number.NaN,
    64,
    65,
  ])("a soft limit of %d MiB under a hard one of 64 is refused", (memoryReservationMiB) => {
    expect(found({ memoryReservationMiB })).toMatchObject([
      {
        code: "memory-reservation",
        prop: "memoryReservationMiB",
        got: `${memoryReservationMiB} with memoryMiB 64`,
        expected: "a whole number of MiB, at least 6 and less than memoryMiB",
      },
    ]);
  });

  test("a size that only the plan knows is left to it, and what is known beside it is judged", () => {
    const later = Token.asNumber("${var.size}");
    expect(codes({ memoryMiB: later, cpu: later, memoryReservationMiB: later, maxSwapMiB: later })).toEqual([]);
    expect(codes({ memoryMiB: later, memoryReservationMiB: 1000 })).toEqual([]);
    expect(codes({ memoryMiB: later, memoryReservationMiB: 5, cpu: -1 })).toEqual(["memory-reservation", "cpu-units"]);
  });
});

describe("swap", () => {
  test.each([undefined, 0, 1, 4096])("of %s MiB is taken on EC2", (maxSwapMiB) => {
    expect(codes({ maxSwapMiB })).toEqual([]);
  });

  test.each([-1, 0.5, Number.NaN])("of %d MiB is refused on EC2", (maxSwapMiB) => {
    expect(codes({ maxSwapMiB })).toEqual(["max-swap"]);
  });

  test("is refused on Fargate, which has none", () => {
    expect(codes({ maxSwapMiB: 0 }, "fargate")).toEqual([]);
    expect(found({ maxSwapMiB: 64 }, "fargate")).toMatchObject([
      { code: "max-swap", got: "64", expected: "none: Fargate has no swap" },
    ]);
  });
});

test("limits are judged, and found below their container", () => {
  expect(found({ ulimits: { nofile: { soft: 2, hard: 1 }, files: { soft: 1, hard: 1 } } })).toMatchObject([
    { code: "ulimit-range", prop: "container.ulimits.nofile" },
    { code: "ulimit-name", prop: "container.ulimits.files" },
  ]);
});

test("in a task of several containers each finding names its container", () => {
  const broken = { memoryReservationMiB: 5, maxSwapMiB: -1, port: 0, stopTimeoutSeconds: 1 };
  expect(found(broken, "ec2", [{ ...sound, name: "log" }]).map(({ prop }) => prop)).toEqual([
    "containers.app.port",
    "containers.app.memoryReservationMiB",
    "containers.app.stopTimeoutSeconds",
    "containers.app.maxSwapMiB",
  ]);
});
