import { describe, expect, it } from "vitest";
import { between, counted, exactNumber, shortNumber, times, toMicroUsd } from "./line";
import { usd, usdRange } from "./money";

describe("an amount", () => {
  it.each([
    [0, "0.00"],
    [12.345, "12.35"],
    [0.005, "0.01"],
    [0.0049, "0.0049"],
    [0.00005, "0.0001"],
    [0.000001, "<0.0001"],
    [-3.2, "-3.20"],
  ])("of %d is shown as %s: small ones do not look like nothing", (amount, text) => {
    expect(usd(amount)).toBe(text);
  });

  it("is shown once when both ends look the same", () => {
    expect(usdRange({ low: 1.001, high: 1.002 })).toBe("1.00");
    expect(usdRange({ low: 1, high: 2 })).toBe("1.00 to 2.00");
  });

  it("is kept in millionths of a dollar, so that sums do not depend on their order", () => {
    expect(toMicroUsd(0.1 + 0.2)).toBe(0.3);
    expect(toMicroUsd(121.6666666)).toBe(121.666667);
  });
});

describe("a figure of the arithmetic", () => {
  it("keeps prices exact and quantities readable", () => {
    expect([exactNumber(0.000111), exactNumber(0.1 + 0.2), shortNumber(730 / 6), shortNumber(1234567)]).toEqual([
      "0.000111",
      "0.3",
      "121.667",
      "1234567",
    ]);
  });

  it("puts nouns in the right number", () => {
    expect([counted(1, "secret").unit, counted(2, "secret").unit]).toEqual(["secret", "secrets"]);
  });

  it("leaves a divisor of one out", () => {
    expect([times(1, "h", 1), between(1, 2, "min", 60)]).toEqual([
      { low: 1, high: 1, unit: "h" },
      { low: 1, high: 2, unit: "min", per: 60 },
    ]);
  });
});
