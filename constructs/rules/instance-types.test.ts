import { describe, expect, it } from "vitest";
import {
  awsvpcTaskLimit,
  checkInstanceType,
  checkTrunking,
  instanceType,
  instanceTypes,
  isOffered,
  plannedMemoryMiB,
} from "./instance-types";

const codes = (...args: Parameters<typeof checkInstanceType>) => checkInstanceType(...args).map(({ code }) => code);
const micro = instanceType("t3.micro")!;

describe("the instance type table", () => {
  it("plans with less memory than anyone saw registered, and than the brochure says", () => {
    for (const type of instanceTypes()) {
      expect(type.registeredMemoryFloorMiB, type.name).toBeLessThan(
        Math.min(type.memoryMiB, ...type.registeredMemorySeenMiB),
      );
    }
  });

  it("registers 1024 CPU units per vCPU and keeps one network interface for the host", () => {
    for (const type of instanceTypes()) {
      expect(type.cpuUnits, type.name).toBe(type.vcpu * 1024);
      expect(type.awsvpcTasks, type.name).toBe(type.networkInterfaces - 1);
    }
  });

  it("gives trunking to no burstable type, and branch interfaces only to types with trunking", () => {
    for (const type of instanceTypes()) {
      expect(type.trunking, type.name).toBe(!type.burstable);
      expect(type.branchInterfaces > 0, type.name).toBe(type.trunking);
    }
  });

  it("calls arm64 exactly the types whose family ends in g", () => {
    for (const type of instanceTypes()) {
      expect(type.architecture === "arm64", type.name).toBe(/^[a-z]+\dg\./.test(type.name));
    }
  });

  it("does not know what it has no row for", () => {
    expect(instanceType("m5.large")).toBeUndefined();
    expect(instanceType("toString")).toBeUndefined();
    expect(isOffered("t3.micro", "us-west-2")).toBeUndefined();
  });
});

describe("checkInstanceType", () => {
  it("takes a type the region offers", () => {
    expect(codes("t3.micro", "eu-south-1", "x86_64")).toEqual([]);
    expect(codes("t4g.small", "us-west-2", "arm64")).toEqual([]);
  });

  it("refuses unknown types, types the region lacks and the other architecture", () => {
    expect(codes("m5.large", "eu-west-1")).toEqual(["instance-type-unknown"]);
    expect(codes("m7g.large", "eu-south-1", "x86_64")).toEqual([
      "instance-type-not-offered",
      "instance-type-architecture",
    ]);
  });

  it("names a type of the same architecture that the region does offer", () => {
    expect(checkInstanceType("t2.micro", "eu-south-1")[0]?.fix).toBe("use t3.micro");
    expect(checkInstanceType("m7g.large", "eu-south-1")[0]?.fix).toBe("use t4g.large");
  });
});

describe("limits of an instance", () => {
  it("subtracts the reserved memory from the planning floor", () => {
    expect(plannedMemoryMiB(micro, 128)).toBe(772);
    expect(plannedMemoryMiB(micro, 5000)).toBe(0);
  });

  it("counts awsvpc tasks with trunking only where AWS documents the limit", () => {
    expect(awsvpcTaskLimit(micro, true)).toBe(1);
    expect(awsvpcTaskLimit(instanceType("m7g.large")!, true)).toBe(10);
    expect(awsvpcTaskLimit(instanceType("m7g.large")!, false)).toBe(2);
    expect(awsvpcTaskLimit(instanceType("m7i.large")!, true)).toBe(2);
  });

  it("refuses trunking where it would change nothing", () => {
    expect(checkTrunking("t3.micro").map(({ code }) => code)).toEqual(["instance-type-trunking"]);
    expect(checkTrunking("m7g.medium")).toEqual([]);
    expect(checkTrunking("unknown.large")).toEqual([]);
  });
});
