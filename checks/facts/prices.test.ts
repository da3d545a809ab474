import { describe, expect, it } from "vitest";
import { FACTS_AS_OF, HOURS_PER_MONTH, PRICE_LIST_DATE, type PriceItem, price, priceUnit } from "./prices";
import table from "./prices.json";

const ITEMS = Object.keys(table.prices) as PriceItem[];
const REGIONS = ["us-east-1", "eu-west-1", "eu-central-1", "eu-south-1"];

describe("the price table", () => {
  it.each([
    { item: "nat_gateway.hour", region: "eu-west-1", value: 0.048, confidence: "A", asOf: PRICE_LIST_DATE },
    { item: "ebs.gp3.storage", region: "eu-west-1", value: 0.088, confidence: "C", asOf: FACTS_AS_OF },
    { item: "ebs.gp3.storage", region: "us-east-1", value: 0.08, confidence: "B", asOf: FACTS_AS_OF },
    { item: "alb.hour", region: "eu-central-1", value: 0.027, confidence: "B", asOf: FACTS_AS_OF },
    { item: "secretsmanager.secret", region: "eu-south-1", value: 0.4, confidence: "B", asOf: FACTS_AS_OF },
    { item: "data_transfer_out", region: "eu-west-1", value: 0.09, confidence: "C", asOf: FACTS_AS_OF },
  ] as const)("has $item in $region at $value", ({ item, region, value, confidence, asOf }) => {
    expect(price(item, region)).toMatchObject({ value, confidence, asOf });
  });

  it.each([
    ["a null in the table", "alb.hour", "eu-south-1"],
    ["an item without any figure", "cloud_map", "us-east-1"],
    ["a region that the item's row leaves out", "t_unlimited_surplus.t2_t3", "eu-west-1"],
    ["a region nobody looked up", "nat_gateway.hour", "us-west-2"],
    ["a name every object has", "nat_gateway.hour", "constructor"],
  ] as const)("has no price, which is not zero, for %s", (_, item, region) => {
    expect(price(item, region)).toBeUndefined();
  });

  it("states unit, source, confidence and a day for every figure it has", () => {
    for (const item of ITEMS) {
      expect(priceUnit(item).length, item).toBeGreaterThan(0);
      for (const region of REGIONS) {
        const found = price(item, region);
        if (found === undefined) continue;
        expect(found.value, item).toBeGreaterThanOrEqual(0);
        expect(found.source.length, item).toBeGreaterThan(5);
        expect(found.confidence, item).toMatch(/^[ABC]$/);
        expect(found.asOf, item).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }
    }
  });

  it("has zero as a price for two items only: both are free by AWS's own page", () => {
    const free = ITEMS.filter((item) => price(item, "us-east-1")?.value === 0);
    expect(free).toEqual(["ssm.parameter.standard", "ecs.control_plane_ec2"]);
  });

  it("counts 730 hours a month, the twelfth part of 365 days", () => {
    expect(HOURS_PER_MONTH).toBe((365 * 24) / 12);
  });
});
