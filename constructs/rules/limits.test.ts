import { describe, expect, it } from "vitest";
import { checkContainerPort, checkStaticHostPort } from "./agent-ports";
import { imageParameter } from "./ami-parameters";
import { checkDeploymentShape, checkEcsLimit, ECS_LIMITS, rollingBounds } from "./ecs-limits";
import { checkFargateSize, FARGATE_TASK_SIZES, fargateSizeFor } from "./fargate-sizes";
import { checkSchedulerLimit, SCHEDULER_LIMITS } from "./scheduler-limits";

describe("ports", () => {
  it.each([1, 80, 443, 8080, 32767])("takes static host port %i", (port) => {
    expect(checkStaticHostPort(port)).toEqual([]);
  });

  it.each([
    [0, "port-range"],
    [65536, "port-range"],
    [80.5, "port-range"],
    [Number.NaN, "port-range"],
    [22, "port-reserved"],
    [2375, "port-reserved"],
    [51680, "port-reserved"],
    [32768, "port-dynamic-range"],
    [61001, "port-dynamic-range"],
  ])("refuses static host port %d as %s", (port, code) => {
    expect(checkStaticHostPort(port).map((violation) => violation.code)).toEqual([code]);
  });

  it("lets a container listen where the host may not", () => {
    expect(checkContainerPort(51678)).toEqual([]);
    expect(checkContainerPort(0)).toHaveLength(1);
  });
});

describe("Fargate sizes", () => {
  it("has the 74 pairs of the API reference", () => {
    expect(FARGATE_TASK_SIZES).toHaveLength(3 + 4 + 7 + 13 + 23 + 12 + 12);
    for (const { cpu, memoryMiB } of FARGATE_TASK_SIZES) {
      expect(checkFargateSize(cpu, memoryMiB)).toEqual([]);
    }
  });

  it.each([
    [256, 768, "fargate-memory", "use cpu 256 with memoryMiB 1024"],
    [256, 4096, "fargate-memory", "use cpu 512 with memoryMiB 4096"],
    [8192, 17408, "fargate-memory", "use cpu 8192 with memoryMiB 20480"],
    [300, 512, "fargate-cpu", "use cpu 512 with memoryMiB 1024"],
    [16384, 200000, "fargate-memory", "split the task, or run it on EC2"],
  ])("refuses %i units with %i MiB and names a size that works", (cpu, memoryMiB, code, fix) => {
    expect(checkFargateSize(cpu, memoryMiB)).toMatchObject([{ code, fix }]);
  });

  it("finds the smallest size for a task", () => {
    expect(fargateSizeFor(128, 192)).toEqual({ cpu: 256, memoryMiB: 512 });
    expect(fargateSizeFor(20000, 1)).toBeUndefined();
  });
});

describe("limits", () => {
  it("takes the ends of every range and refuses the numbers beyond", () => {
    for (const limit of Object.keys(ECS_LIMITS) as (keyof typeof ECS_LIMITS)[]) {
      const { min, max, code } = ECS_LIMITS[limit];
      expect([checkEcsLimit(limit, min), checkEcsLimit(limit, max)]).toEqual([[], []]);
      expect(checkEcsLimit(limit, min - 1)[0]?.code).toBe(code);
      expect(checkEcsLimit(limit, max + 1)[0]?.code).toBe(code);
    }
    for (const limit of Object.keys(SCHEDULER_LIMITS) as (keyof typeof SCHEDULER_LIMITS)[]) {
      const { min, max, code } = SCHEDULER_LIMITS[limit];
      expect([checkSchedulerLimit(limit, min), checkSchedulerLimit(limit, max)]).toEqual([[], []]);
      expect(checkSchedulerLimit(limit, max + 1)[0]?.code).toBe(code);
      expect(checkSchedulerLimit(limit, 1.5)[0]?.code).toBe(code);
    }
  });

  it("knows the image parameter of each architecture", () => {
    expect(imageParameter("amazon-linux-2023", "arm64")).toContain("/arm64/");
    expect(imageParameter("amazon-linux-2023", "x86_64")).not.toContain("arm64");
  });
});

describe("rolling bounds", () => {
  it.each([
    [1, 100, 200, 1, 2],
    [1, 0, 100, 0, 1],
    [3, 50, 150, 2, 4],
    [3, 66, 100, 2, 3],
    [29, 100, 110, 29, 31],
    [100, 7, 129, 7, 129],
  ])("of %i tasks with %i to %i percent are %i and %i", (desiredCount, min, max, lower, upper) => {
    const shape = { desiredCount, minimumHealthyPercent: min, maximumPercent: max };
    expect(rollingBounds(shape)).toEqual({ lower, upper });
  });

  it("refuses percentages that let ECS do nothing", () => {
    const stuck = (desiredCount: number, min: number, max: number) =>
      checkDeploymentShape({ desiredCount, minimumHealthyPercent: min, maximumPercent: max }).length;
    expect(stuck(1, 100, 100)).toBe(1);
    expect(stuck(1, 100, 199)).toBe(1);
    expect(stuck(1, 50, 150)).toBe(1);
    expect(stuck(2, 50, 100)).toBe(0);
    expect(stuck(1, 0, 100)).toBe(0);
    expect(stuck(0, 100, 100)).toBe(0);
  });
});
