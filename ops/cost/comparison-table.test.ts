import { describe, expect, it } from "vitest";
import { compareEstimates } from "../../checks/cost/compare";
import { estimateOf } from "../../checks/cost/fixtures/documents";
import { referenceSystem } from "../../checks/cost/fixtures/reference-system";
import { comparisonTable } from "./comparison-table";

function tableOf(before: object, after: object, width = 80): string {
  const sides = { before: estimateOf(before), after: estimateOf(after) };
  return comparisonTable(compareEstimates(sides.before, sides.after), sides, { width, color: false });
}

describe("the comparison", () => {
  const dev = referenceSystem({ stack: "dev-app", secrets: 2 });
  const prod = referenceSystem({ stack: "prod-app", instanceType: "t3.small", maxSize: 2, secrets: 1 });
  const table = tableOf(dev, prod);

  it("marks what went, what came and what changed, with both amounts", () => {
    expect(table).toMatch(/^- dev-app\/secret-1: Secrets Manager secret +0\.40$/m);
    expect(table).toMatch(/^~ prod-app\/fleet: public IPv4 address +3\.65 +3\.65 to 7\.30$/m);
    expect(table).toMatch(/^~ dev-app\/fleet: EC2 t3\.micro -> EC2 +8\.32 +16\.64 to 33\.29$/m);
    expect(tableOf(prod, dev)).toMatch(/^\+ dev-app\/secret-1: Secrets Manager secret +0\.40$/m);
  });

  it("ends with both bills and the change", () => {
    // t3.small 16.644 to 33.288 for 8.322, a second volume and address at the high end, a secret less
    expect(table).toContain("before  15.42 to 15.48 USD a month");
    expect(table).toContain("after   23.34 to 46.33 USD a month");
    expect(table.trimEnd().split("\n").at(-1)).toBe("change  +7.92 to +30.85 USD a month");
  });

  it("of a system with itself says that no line differs", () => {
    expect(tableOf(dev, dev)).toMatch(/^no line differs\n\d+ lines unchanged\n/);
    expect(tableOf(dev, dev)).toContain("change  +0.00 USD a month");
  });

  it("says how many prices became unknown", () => {
    expect(tableOf(dev, referenceSystem({ region: "ap-south-1" }))).toMatch(/, and \d+ unknown prices more$/m);
  });

  it.each([80, 120])("fits into %d columns", (width) => {
    const longest = Math.max(
      ...tableOf(dev, prod, width)
        .split("\n")
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(width);
  });
});
