import { describe, expect, it } from "vitest";
import { estimateOf } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";
import { usdRange } from "./money";

/*
 * The arithmetic, from facts.json. 730 h a month.
 *
 *                              eu-west-1                         us-east-1
 *   instance  t3.micro         730 x 0.0114  = 8.322             730 x 0.0104  = 7.592
 *   volume    30 GB gp3        30 x 0.088    = 2.64              30 x 0.08     = 2.40
 *   address   public IPv4      730 x 0.005   = 3.65              730 x 0.005   = 3.65
 *   secret    each             0.40                              0.40
 *   fixed, one secret          15.012                            14.042
 *
 *   by usage, at the same prices in both regions:
 *   secret calls, each         100/10k x 0.05 = 0.0005           1000/10k x 0.05 = 0.005
 *   bucket storage             0.1 x 0.023   = 0.0023            1 x 0.023     = 0.023
 *   bucket writes              0.1 x 0.005   = 0.0005            1 x 0.005     = 0.005
 *   bucket reads               1 x 0.0004    = 0.0004            10 x 0.0004   = 0.004
 *   low 0.0032 + 0.0005 a secret                                 high 0.032 + 0.005 a secret
 *
 *   always free: 243 invocations of 14 million, publishes, mails, queue requests, 1 to 50 GB out of 100 GB, and of the
 *   logs 5 GB: the high end has 3 GB in and 3 x 30/30.417 = 2.959 GB stored, so 0.959 GB x 0.03 = 0.028767 is billed
 */
const LOW_USAGE = 0.0032;
const HIGH_USAGE = 0.032 + 0.028767;

describe("the reference system", () => {
  it.each([
    { region: "eu-west-1", secrets: 1, low: 15.012 + LOW_USAGE + 0.0005, high: 15.012 + HIGH_USAGE + 0.005 },
    { region: "eu-west-1", secrets: 2, low: 15.412 + LOW_USAGE + 0.001, high: 15.412 + HIGH_USAGE + 0.01 },
    { region: "us-east-1", secrets: 1, low: 14.042 + LOW_USAGE + 0.0005, high: 14.042 + HIGH_USAGE + 0.005 },
    { region: "us-east-1", secrets: 2, low: 14.442 + LOW_USAGE + 0.001, high: 14.442 + HIGH_USAGE + 0.01 },
  ])("costs its arithmetic in $region with $secrets secrets", ({ region, secrets, low, high }) => {
    const { total } = estimateOf(referenceSystem({ region, secrets }));

    expect(total.low).toBeCloseTo(low, 5);
    expect(total.high).toBeCloseTo(high, 5);
    expect(total.unknown).toBe(0);
  });

  it("is 15.02 to 15.08 USD in eu-west-1 and 14.05 to 14.11 USD in us-east-1, as people read it", () => {
    expect(usdRange(estimateOf(referenceSystem({ region: "eu-west-1" })).total)).toBe("15.02 to 15.08");
    expect(usdRange(estimateOf(referenceSystem({ region: "us-east-1" })).total)).toBe("14.05 to 14.11");
  });

  it("shows the multiplication of every line", () => {
    const { lines } = estimateOf(referenceSystem());
    const arithmetic = Object.fromEntries(lines.map((line) => [`${line.address} ${line.slot}`, line.arithmetic]));

    expect(arithmetic).toMatchObject({
      "aws_autoscaling_group.group instance": "1 x 730 h x 0.0114",
      "aws_autoscaling_group.group volume:/dev/xvda": "1 x 30 GB x 0.088",
      "aws_autoscaling_group.group public-ipv4": "1 x 730 h x 0.005",
      "aws_secretsmanager_secret.secret_0 secret": "1 secret x 0.4",
      "aws_secretsmanager_secret.secret_0 calls": "(100 to 1000) calls / 10000 x 0.05",
    });
  });

  it("says for every resource what it costs or why it doesn't", () => {
    const json = referenceSystem();
    const { lines, free, unpriced } = estimateOf(json);
    const seen = new Set([...lines, ...free].map((item) => item.address));
    const declared = Object.entries(json.resource ?? {}).flatMap(([type, named]) =>
      Object.keys(named).map((name) => `${type}.${name}`),
    );

    expect([...seen].sort()).toEqual(declared.sort());
    expect(unpriced).toEqual([]);
    expect(free.every((note) => note.reason.length > 10)).toBe(true);
  });

  it("carries construct path, source, confidence and date of each price", () => {
    const { lines } = estimateOf(referenceSystem());
    const instance = lines.find((line) => line.slot === "instance");

    expect(instance).toMatchObject({
      path: "dev-app/fleet/group",
      region: "eu-west-1",
      confidence: "A",
      asOf: "2025-11-04",
    });
    expect(instance?.source).toContain("price list");
  });

  it("has no surplus credits in standard mode, and has them in the mode AWS starts with", () => {
    const json = JSON.parse(JSON.stringify(referenceSystem()));
    expect(estimateOf(json).lines.some((line) => line.slot === "surplus-credits")).toBe(false);

    delete json.resource.aws_launch_template.template.credit_specification;
    const surplus = estimateOf(json).lines.find((line) => line.slot === "surplus-credits");

    // 2 vCPU x (1 - 0.10 baseline) x 730 h x 0.05 = 65.70 at the most
    expect(surplus).toMatchObject({ low: 0, high: 65.7, arithmetic: "(0 to 1) x 1.8 vCPU x 730 h x 0.05" });
  });
});
