import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateOf, terraformJson } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";
import { FREE_TYPES, freeReason } from "./free-resources";
import { toMicroUsd } from "./line";
import { PRICERS } from "./pricing";

const REGIONS = ["us-east-1", "eu-west-1", "eu-central-1", "eu-south-1", "ap-south-1"];
/** Arguments that move a price, and some that no pricer expects. */
const ARGUMENTS = fc.record(
  {
    instance_type: fc.constantFrom("t3.micro", "t4g.small", "m7i-flex.large", "x9.huge", "${var.x}"),
    instance_class: fc.constantFrom("db.t4g.micro", "db.r6g.large"),
    engine: fc.constantFrom("postgres", "mysql"),
    allocated_storage: fc.integer({ min: 20, max: 100 }),
    storage_type: fc.constantFrom("gp2", "gp3"),
    min_size: fc.integer({ min: 0, max: 3 }),
    max_size: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant("${local.n}")),
    desired_count: fc.integer({ min: 0, max: 9 }),
    launch_type: fc.constantFrom("EC2", "FARGATE"),
    load_balancer_type: fc.constantFrom("application", "network", "gateway"),
    subnets: fc.constantFrom(["a", "b"], "${module.net.subnets}"),
    internal: fc.boolean(),
    size: fc.integer({ min: 1, max: 500 }),
    type: fc.constantFrom("gp2", "gp3"),
    retention_in_days: fc.constantFrom(0, 1, 30, 365),
    schedule_expression: fc.constantFrom("rate(6 hours)", "cron(0 6 * * ? *)", "whenever"),
    billing_mode: fc.constantFrom("PAY_PER_REQUEST", "PROVISIONED"),
    vpc_endpoint_type: fc.constantFrom("Interface", "Gateway"),
    count: fc.constantFrom(1, 0, 2, "${var.n}"),
    replica: fc.constantFrom([], [{ region: "x" }]),
    fifo_queue: fc.boolean(),
    protocol: fc.constantFrom("email", "sqs", "https"),
    anything: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const TYPES = [...Object.keys(PRICERS), "aws_vpc", "aws_unheard_of", "random_id", "cloudflare_record"];

/** A configuration whose names start with `prefix`, so that two of them never clash. */
const system = (prefix: string) =>
  fc
    .record({
      region: fc.constantFrom(...REGIONS),
      resources: fc.array(fc.tuple(fc.constantFrom(...TYPES), ARGUMENTS), { maxLength: 12 }),
    })
    .map(({ region, resources }) => {
      const byType: Record<string, Record<string, object>> = {};
      resources.forEach(([type, values], index) => {
        byType[type] = { ...byType[type], [`${prefix}_${index}`]: values };
      });
      return terraformJson(byType, region);
    });

describe("names that every object answers to", () => {
  const ODD = ["constructor", "__proto__", "toString", "t3.constructor", "constructor.micro", "db.constructor.micro"];

  it.each(
    ODD,
  )("%s, in the place of a type, a region or an argument, has no price of its own and breaks nothing", (odd) => {
    const odds = Object.fromEntries(
      ["instance_type", "instance_class", "engine", "storage_type", "launch_type", "load_balancer_type", "type", "protocol", "billing_mode", "vpc_endpoint_type", "schedule_expression", "volume_type"].map((name) => [name, odd]), // biome-ignore format: a list
    );
    const resources = Object.fromEntries([...TYPES, odd].map((type) => [type, { one: odds }]));
    for (const region of ["eu-west-1", odd]) {
      const { lines, total } = estimateOf(terraformJson(resources, region));
      expect(Number.isFinite(total.low) && Number.isFinite(total.high)).toBe(true);
      for (const { item, low } of lines)
        expect([item, typeof item, Number.isNaN(low ?? 0)]).toEqual([item, "string", false]);
    }
  });
});

describe("the estimate", () => {
  it("is additive: two systems together cost the sum of both, before allowances", () => {
    fc.assert(
      fc.property(system("a"), system("b"), (a, b) => {
        const [left, right, both] = [estimateOf(a), estimateOf(b), estimateOf([a, b])];
        expect(both.gross.low).toBe(toMicroUsd(left.gross.low + right.gross.low));
        expect(both.gross.high).toBe(toMicroUsd(left.gross.high + right.gross.high));
        expect(both.gross.unknown).toBe(left.gross.unknown + right.gross.unknown);
        expect(both.lines).toHaveLength(left.lines.length + right.lines.length);
      }),
      { numRuns: 150 },
    );
  });

  it("never shows an unknown price as a figure, and says why it is unknown", () => {
    fc.assert(
      fc.property(system("a"), (json) => {
        for (const line of estimateOf(json).lines) {
          expect(line.unknown === undefined).toBe(line.low !== null && line.high !== null);
          if (line.unitPrice === null) expect([line.low, line.high]).toEqual([null, null]);
          if (line.unitPrice !== null) expect(line.source).toBeTruthy();
          expect(line.unknown ?? "a reason").not.toBe("");
        }
      }),
      { numRuns: 150 },
    );
  });

  it("has no low above its high and nothing negative, in no mode", () => {
    fc.assert(
      fc.property(system("a"), fc.constantFrom("none", "credits", "legacy"), (json, freeTier) => {
        const { lines, total, gross, deductions } = estimateOf(json, { freeTier });
        for (const line of lines) expect((line.low ?? 0) <= (line.high ?? Number.POSITIVE_INFINITY)).toBe(true);
        expect(total.low).toBeGreaterThanOrEqual(0);
        expect(total.high).toBeGreaterThanOrEqual(total.low);
        expect(total.high).toBeLessThanOrEqual(gross.high);
        expect(total.unknown).toBeGreaterThanOrEqual(0);
        for (const deduction of deductions) expect(Math.min(deduction.low, deduction.high)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });

  it("survives arguments of any shape", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(PRICERS)),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (type, values) => {
          expect(() => estimateOf(terraformJson({ [type]: { a: values } }))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is the same for the same input", () => {
    expect(JSON.stringify(estimateOf(referenceSystem()))).toBe(JSON.stringify(estimateOf(referenceSystem())));
  });
});

describe("what has no price", () => {
  it("is unknown in every line of a region nobody looked up, and the total is no promise", () => {
    const { lines, total, deductions } = estimateOf(referenceSystem({ region: "ap-south-1" }));
    expect(lines.every((line) => line.unknown !== undefined)).toBe(true);
    expect(lines.find((line) => line.slot === "instance")?.unknown).toContain("ap-south-1");
    expect(total).toMatchObject({ low: 0, high: 0 });
    expect(total.unknown).toBeGreaterThan(5);
    expect(deductions.every((deduction) => deduction.high === 0)).toBe(true);
  });

  it("is listed when the type is on neither list, and counted as unknown", () => {
    const { unpriced, total, lines } = estimateOf(terraformJson({ aws_elasticache_cluster: { c: {} } }));
    expect(unpriced).toMatchObject([{ address: "aws_elasticache_cluster.c", type: "aws_elasticache_cluster" }]);
    expect(unpriced[0]?.reason).toContain("not in the price table");
    expect(total).toEqual({ low: 0, high: 0, unknown: 1 });
    expect(lines).toEqual([]);
  });

  it("is listed when only Terraform can count it", () => {
    const { unpriced } = estimateOf(terraformJson({ aws_eip: { e: { count: "${var.n}" } } }));
    expect(unpriced[0]?.reason).toContain("known to Terraform only");
  });

  it("is listed when blocks are dynamic, beside the lines that can be seen", () => {
    const { unpriced, lines } = estimateOf(
      terraformJson({ aws_lb: { l: { internal: true, dynamic: { subnet_mapping: {} } } } }),
    );
    expect(unpriced[0]?.reason).toContain("dynamic");
    expect(lines).toHaveLength(2);
  });
});

describe("the list of free types", () => {
  it("gives a reason for each and shares no type with the priced ones", () => {
    for (const type of FREE_TYPES) expect(freeReason(type)?.length, type).toBeGreaterThan(10);
    expect(FREE_TYPES.filter((type) => Object.hasOwn(PRICERS, type))).toEqual([]);
  });

  it("knows providers that live in the state only, and no others", () => {
    expect(freeReason("random_password")).toContain("state");
    expect(freeReason("cloudflare_record")).toBeUndefined();
    expect(freeReason("constructor")).toBeUndefined();
  });
});

describe("several regions", () => {
  it("are priced each by its own column", () => {
    const json = {
      provider: { aws: [{ region: "eu-west-1" }, { alias: "virginia", region: "us-east-1" }] },
      resource: { aws_nat_gateway: { home: {}, away: { provider: "aws.virginia" } } },
    };
    const estimate = estimateOf(json);
    const hours = estimate.lines.filter((line) => line.slot === "hours").map((line) => line.low);
    expect(hours).toEqual([35.04, 32.85]); // 730 x 0.048 and 730 x 0.045
    expect(estimate.regions).toEqual(["eu-west-1", "us-east-1"]);
  });
});
