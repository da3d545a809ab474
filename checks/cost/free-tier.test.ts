import { describe, expect, it } from "vitest";
import type { FreeTierMode } from "../facts/free-tier";
import { estimateOf, terraformJson } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";

const off = (json: object, pool: string, freeTier: FreeTierMode = "none") =>
  estimateOf(json, { freeTier }).deductions.find((deduction) => deduction.pool === pool);

describe("always-free allowances", () => {
  const alarms = (count: number, period = 60) =>
    terraformJson({ aws_cloudwatch_metric_alarm: { a: { count, period } } });

  it.each([
    [3, 0.3, 0],
    [10, 1, 0],
    [13, 1, 0.3],
  ])("cover ten of %d alarms", (count, taken, bill) => {
    const { deductions, total } = estimateOf(alarms(count));
    expect(deductions).toMatchObject([{ pool: "alarms", low: taken, high: taken }]);
    expect(total.low).toBe(bill);
  });

  it("do not cover high-resolution alarms", () => {
    expect(estimateOf(alarms(3, 10))).toMatchObject({ deductions: [], total: { low: 0.9 } });
  });

  it("are shared by the whole account, not given to each resource", () => {
    const three = terraformJson({ aws_cloudwatch_log_group: { a: {}, b: {}, c: {} } });
    const usage = { logIngestGb: 4, logStoredFraction: 0 };
    // 12 GB in, 5 GB free: 7 x 0.50
    expect(estimateOf(three, { usage }).total).toMatchObject({ low: 3.5, high: 3.5 });
  });

  it("make an unpriced line cost nothing for certain when it fits whole", () => {
    const queue = terraformJson({ aws_sqs_queue: { q: {} } }, "eu-west-1");
    const { lines, total, gross } = estimateOf(queue);
    expect(lines[0]).toMatchObject({ low: null, high: null, covered: "always free: queues" });
    expect([gross.unknown, total.unknown]).toEqual([1, 0]);
  });

  it("leave an unpriced line unknown when it might not fit", () => {
    const queue = terraformJson({ aws_sqs_queue: { q: {} } }, "eu-west-1");
    const { lines, total } = estimateOf(queue, { usage: { sqsRequests: { low: 0, high: 2_000_000 } } });
    expect(lines[0]?.covered).toBeUndefined();
    expect(total.unknown).toBe(1);
  });

  it("cover three dashboards, and not the fourth", () => {
    const dashboards = (count: number) => terraformJson({ aws_cloudwatch_dashboard: { d: { count } } });
    expect(estimateOf(dashboards(3)).total.unknown).toBe(0);
    expect(estimateOf(dashboards(4)).total.unknown).toBe(1);
  });

  it("cover 100 GB out, whatever lets them out", () => {
    const json = terraformJson({ aws_nat_gateway: { n: {} }, aws_lb: { l: { subnets: ["a", "b"] } } });
    const usage = { dataOutGb: 80 };
    // 160 GB out, 60 billed: 60 x 0.09 = 5.40
    const { deductions, gross, total } = estimateOf(json, { usage });
    expect(deductions.find((found) => found.pool === "data-transfer-out")).toMatchObject({
      low: 9,
      used: "100 of 100 GB",
    });
    expect(gross.low - total.low).toBeCloseTo(9, 6);
  });
});

describe("the legacy free tier", () => {
  const json = referenceSystem();

  it("takes off one micro instance, 30 GB and one address, as it did for twelve months", () => {
    expect(off(json, "ec2-micro", "legacy")).toMatchObject({ low: 8.322, used: "730 of 750 h" });
    expect(off(json, "ebs", "legacy")).toMatchObject({ low: 2.64, used: "30 of 30 GB" });
    expect(off(json, "public-ipv4-ec2", "legacy")).toMatchObject({ low: 3.65 });
    // what is left: the secret and its calls; the bucket's requests
    expect(estimateOf(json, { freeTier: "legacy" }).total.low).toBeCloseTo(0.4 + 0.0005 + 0.0005 + 0.0004, 6);
  });

  it("stops at 750 hours: a second instance is billed for all but 20 of them", () => {
    const two = referenceSystem({ maxSize: 2 });
    expect(off(two, "ec2-micro", "legacy")).toMatchObject({ low: 8.322, high: 8.55 }); // 750 x 0.0114
  });

  it("never covered the addresses of balancers and databases, nor other instance types", () => {
    const balancer = terraformJson({ aws_lb: { l: { subnets: ["a", "b"] } } });
    expect(off(balancer, "public-ipv4-ec2", "legacy")).toBeUndefined();
    expect(off(balancer, "alb-hours", "legacy")).toMatchObject({ low: 16.425 });
    expect(off(referenceSystem({ instanceType: "t3.small" }), "ec2-micro", "legacy")).toBeUndefined();
  });

  it("is in no other mode", () => {
    expect(off(json, "ec2-micro", "none")).toBeUndefined();
    expect(off(json, "ec2-micro", "credits")).toBeUndefined();
  });
});

describe("the credit plan", () => {
  it("leaves the bill as it is and says how long the credits pay it", () => {
    const none = estimateOf(referenceSystem());
    const { total, credits } = estimateOf(referenceSystem(), { freeTier: "credits" });
    expect(total).toEqual(none.total);
    expect(none.credits).toBeUndefined();
    // 100 / 15.0778 = 6.63, 200 / 15.0157 = 13.3, but credits expire after twelve months
    expect(credits).toMatchObject({
      creditsUsd: { low: 100, high: 200 },
      months: { low: 6.6, high: 12 },
      freePlanMonths: { low: 6, high: 6 },
      ineligibleTypes: [],
    });
  });

  it("runs out early on a larger system", () => {
    const json = terraformJson({ aws_nat_gateway: { a: {}, b: {} } });
    const usage = { natGb: 0, dataOutGb: 0 };
    // 2 x 32.85 = 65.70: 100 / 65.70 = 1.52, 200 / 65.70 = 3.04
    expect(estimateOf(json, { freeTier: "credits", usage }).credits).toMatchObject({
      months: { low: 1.5, high: 3 },
      freePlanMonths: { low: 1.5, high: 3 },
    });
  });

  it("names the instance types that the Free plan does not launch", () => {
    const types = (instanceType: string) =>
      estimateOf(referenceSystem({ instanceType }), { freeTier: "credits" }).credits;
    expect(types("t4g.small")?.ineligibleTypes).toEqual([]);
    expect(types("t3.medium")?.ineligibleTypes).toEqual(["t3.medium"]);
    expect(types("t2.micro")?.notes).toContain("t2.micro can't be launched on the Free plan");
  });

  it("warns that unknown prices draw credits too", () => {
    const json = terraformJson({ aws_elasticache_cluster: { c: {} } });
    const { credits } = estimateOf(json, { freeTier: "credits" });
    expect(credits?.notes.at(-1)).toContain("1 unknown price draws credits too");
    expect(credits?.months).toEqual({ low: 12, high: 12 });
  });
});

describe("notes", () => {
  it("mention the t4g.small trial without taking it off, and that nobody holds the legacy hours any more", () => {
    const small = estimateOf(referenceSystem({ instanceType: "t4g.small" }), { freeTier: "legacy" });
    expect(small.notes).toEqual([
      expect.stringContaining("until 2026-12-31"),
      expect.stringContaining("since 2026-07-14"),
    ]);
    expect(small.lines.find((line) => line.slot === "instance")?.low).toBe(13.432); // 730 x 0.0184
    expect(estimateOf(referenceSystem()).notes).toEqual([]);
  });
});
