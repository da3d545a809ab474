import { describe, expect, test } from "vitest";
import { hostOf, price, relative, safeLink, span } from "./format";

describe("what people read", () => {
  test("spans of time have one unit", () => {
    const minutes = [0.5, 1, 59, 60, 360, 47 * 60, 48 * 60, 30 * 24 * 60];
    expect(minutes.map((minute) => span(minute * 60_000))).toEqual([
      "less than a minute",
      "1 min",
      "59 min",
      "1 h",
      "6 h",
      "47 h",
      "2 d",
      "30 d",
    ]);
  });

  test("times are before or after now", () => {
    const now = new Date("2026-01-01T12:00:00Z");
    expect(relative(new Date("2026-01-01T09:00:00Z"), now)).toBe("3 h ago");
    expect(relative(new Date("2026-01-01T13:00:00Z"), now)).toBe("in 1 h");
  });

  test("prices have the decimals of their currency", () => {
    expect([price(1999, "EUR"), price(1999, "JPY"), price(1999, null), price(1999, "bad"), price(5, "USD")]).toEqual([
      "€19.99",
      "¥1,999",
      "19.99",
      "19.99",
      "$0.05",
    ]);
  });

  test("links lead to pages only", () => {
    expect(safeLink("https://example.com/a")).toBe("https://example.com/a");
    for (const link of ["javascript:alert(1)", "data:text/html,x", "//example.com", " https://x", "https://", ""]) {
      expect(safeLink(link), link).toBeUndefined();
    }
  });

  test("hosts stand for addresses", () => {
    expect([hostOf("https://shop.example.com:8443/a?b"), hostOf("nonsense")]).toEqual([
      "shop.example.com:8443",
      "nonsense",
    ]);
  });
});
