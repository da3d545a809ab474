import { describe, expect, it } from "vitest";
import { alternatives } from "../../checks/cost/alternatives";
import { type EstimateOptions, estimateCost } from "../../checks/cost/estimate";
import { terraformJson } from "../../checks/cost/fixtures/documents";
import { PLAN } from "../../checks/cost/fixtures/plan";
import { referenceSystem } from "../../checks/cost/fixtures/reference-system";
import { readTerraform } from "../../checks/cost/read-terraform";
import { estimateTable, totalLine } from "./estimate-table";

const ESCAPE = "\u001b[";

function tableOf(json: object, options: EstimateOptions = {}, style = { width: 80, color: false }): string {
  const documents = [readTerraform({ name: "stack", json })];
  const estimate = estimateCost(documents, options);
  return estimateTable(estimate, alternatives(documents, estimate, options), style);
}

describe("the table", () => {
  const table = tableOf(referenceSystem());

  it("groups lines by construct and shows the multiplication of each", () => {
    expect(table).toContain("dev-app/fleet  14.70 to 19.11");
    expect(table).toMatch(/^ {2}EC2 t3\.micro +1 x 730 h x 0\.0114 +8\.32$/m);
    expect(table).toMatch(/^ {2}public IPv4 address +1 x 730 h x 0\.005 +3\.65$/m);
  });

  it("ends with the bill, its region and its dates", () => {
    expect(table.trimEnd().split("\n").at(-1)).toBe(
      "15.02 to 15.08 USD a month (eu-west-1, prices of 2025-11, as of 2026-11-20)",
    );
  });

  it("lists allowances, assumptions and alternatives", () => {
    expect(table).toMatch(/^ {2}always free: logs +0\.344384 to 5 of 5 GB +-0\.17 to -1\.77$/m);
    expect(table).toContain("  secretCalls: 100 to 1000 calls a month per secret\n");
    expect(table).toContain("the same tasks on Fargate, without instances  -1.88 to -1.25\n");
    expect(table).toContain("with one NAT gateway added  +38.74 to +41.09\n");
  });

  it("shows what an allowance covers as covered, and what has no price as unknown", () => {
    expect(table).toMatch(/SQS requests .* covered$/m);
    expect(tableOf(referenceSystem({ region: "ap-south-1" }))).toMatch(/EC2 t3\.micro .* unknown$/m);
    expect(tableOf(referenceSystem({ region: "ap-south-1" }))).not.toContain("0.00 to");
  });

  it.each([80, 120])("fits into %d columns, without colour unless asked", (width) => {
    for (const json of [referenceSystem(), referenceSystem({ region: "ap-south-1" }), PLAN]) {
      const text = tableOf(json, { freeTier: "credits" }, { width, color: false });
      expect(text).not.toContain(ESCAPE);
      expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/[ \t]$/m);
    }
    expect(tableOf(referenceSystem(), {}, { width, color: true })).toContain(ESCAPE);
  });

  it("names addresses where there are no construct paths, whole even when they are long", () => {
    const name = "a_name_that_is_much_longer_than_any_column_of_the_table";
    const text = tableOf(terraformJson({ aws_kms_key: { [name]: {} } }));
    expect(text.replace(/\s+/g, "")).toContain(`(aws_kms_key.${name})`);
    expect(tableOf(PLAN)).toContain("stack/module.net  3.65");
  });

  it("lists resources without a price, and counts them in the last line", () => {
    const text = tableOf(terraformJson({ aws_mq_broker: { b: {} } }), {}, { width: 120, color: false });
    expect(text).toContain("aws_mq_broker.b: not in the price table");
    expect(text).toContain("0.00 USD a month (us-east-1, prices of 2025-11, as of 2026-11-20), plus 1 unknown price");
  });

  it("explains credits when they are asked for", () => {
    const text = tableOf(referenceSystem(), { freeTier: "credits" });
    expect(text).toContain("100.00 to 200.00 USD of credits pay this bill for 6.6 to 12 months");
    expect(text).toContain("public IPv4 addresses included");
  });
});

describe("the last line", () => {
  it("says when there is nothing that AWS bills", () => {
    const estimate = estimateCost([readTerraform({ name: "x", json: { resource: { random_id: { a: {} } } } })]);
    expect(totalLine(estimate)).toMatch(/^0\.00 USD a month \(no region, /);
  });
});
