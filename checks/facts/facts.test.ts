import { describe, expect, it } from "vitest";
import { instanceType, instanceTypes, isOffered, KNOWN_REGIONS } from "../../constructs/rules/instance-types";
import { ALWAYS_FREE, CREDIT_PLAN, FREE_TIER_CUTOVER, LEGACY_FREE_TIER } from "./free-tier";
import { INSTANCE_PRICES } from "./instance-prices";
import { REGIONS } from "./price";
import { instanceHourUsd, instanceMonthUsd } from "./prices";
import { SERVICE_STATUS } from "./service-status";

/** Types the region offers and no source prices. */
const UNSOURCED = ["m7i-flex.large", "c7i-flex.large"].flatMap((type) => [`${type} eu-west-1`, `${type} eu-central-1`]);

describe("instance prices", () => {
  it("know the same regions and types as the hardware table", () => {
    expect([...REGIONS]).toEqual(KNOWN_REGIONS);
    expect(Object.keys(INSTANCE_PRICES)).toEqual(instanceTypes().map((type) => type.name));
  });

  it("exist exactly where the type is offered, except the four that have no source", () => {
    for (const { name } of instanceTypes()) {
      for (const region of REGIONS) {
        const unsourced = UNSOURCED.includes(`${name} ${region}`);
        expect(instanceHourUsd(name, region) !== undefined, `${name} ${region}`).toBe(
          isOffered(name, region) === true && !unsourced,
        );
      }
    }
  });

  it("are unknown, not zero, for types and regions nobody looked up", () => {
    expect(instanceHourUsd("m5.large", "eu-west-1")).toBeUndefined();
    expect(instanceHourUsd("t3.micro", "us-west-2")).toBeUndefined();
    expect(instanceMonthUsd("m7g.large", "eu-south-1")).toBeUndefined();
  });

  it("make a month of 730 hours", () => {
    expect(instanceMonthUsd("t3.micro", "eu-central-1")).toBeCloseTo(8.76, 6);
  });

  it.each(["t3", "t3a", "t4g"])("of %s double from size to size, to the rounding of the list", (family) => {
    const sizes = ["nano", "micro", "small", "medium", "large"];
    for (const region of REGIONS) {
      const prices = sizes.map((size) => instanceHourUsd(`${family}.${size}`, region)!);
      prices.slice(1).forEach((price, index) => {
        expect(price / prices[index]!, `${family}.${sizes[index + 1]} ${region}`).toBeCloseTo(2, 0);
        expect(price).toBeGreaterThan(prices[index]!);
      });
    }
  });

  it("are lower for AMD and lower still for ARM, everywhere", () => {
    for (const region of REGIONS) {
      for (const size of ["nano", "micro", "small", "medium", "large"]) {
        const [intel, amd, arm] = ["t3", "t3a", "t4g"].map((family) => instanceHourUsd(`${family}.${size}`, region)!);
        expect(amd! / intel!).toBeCloseTo(0.9, 1);
        expect(arm! / intel!).toBeCloseTo(0.8, 1);
      }
    }
  });

  it("are never below those of us-east-1, and stay within a third of them", () => {
    for (const { name } of instanceTypes()) {
      const home = instanceHourUsd(name, "us-east-1")!;
      for (const region of REGIONS) {
        const ratio = (instanceHourUsd(name, region) ?? home) / home;
        expect(ratio, `${name} ${region}`).toBeGreaterThanOrEqual(1);
        expect(ratio, `${name} ${region}`).toBeLessThan(1.34);
      }
    }
  });
});

describe("the free tier", () => {
  it("is eligible for exactly the types the hardware table marks", () => {
    const free = instanceTypes().filter((type) => type.freePlan);
    expect(free.map((type) => type.name).sort()).toEqual(
      ["t3.micro", "t3.small", "t4g.micro", "t4g.small", "c7i-flex.large", "m7i-flex.large"].sort(),
    );
    expect(LEGACY_FREE_TIER.ec2Types.every((type) => instanceType(type) !== undefined)).toBe(true);
  });

  it("adds up", () => {
    expect(CREDIT_PLAN.activities * CREDIT_PLAN.usdPerActivity).toBe(CREDIT_PLAN.earnableUsd);
    const oneYearOn = new Date(Date.parse(FREE_TIER_CUTOVER));
    oneYearOn.setUTCFullYear(oneYearOn.getUTCFullYear() + 1);
    oneYearOn.setUTCDate(oneYearOn.getUTCDate() - 1);
    expect(LEGACY_FREE_TIER.lastDay).toBe(oneYearOn.toISOString().slice(0, 10));
  });

  it("says where every part comes from", () => {
    for (const part of [LEGACY_FREE_TIER, CREDIT_PLAN, ALWAYS_FREE, ...SERVICE_STATUS]) {
      expect(part.source.length).toBeGreaterThan(10);
      expect(part.confidence).toMatch(/^[ABC]$/);
    }
  });
});
