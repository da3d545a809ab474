import { describe, expect, it } from "vitest";
import { filterItems } from "./filter-items";
import { fingerprint } from "./fingerprint";

const item = (title: string, minorUnits?: number) => ({
  title,
  link: "https://shop.example/x",
  price: minorUnits === undefined ? undefined : { minorUnits, currency: "EUR" },
});
const everything = { keyword: null, minPriceMinor: null, maxPriceMinor: null };
const titles = (items: readonly { title: string }[]) => items.map(({ title }) => title);

describe("filterItems", () => {
  const items = [
    item("Red CHAIR", 1000),
    item("blue chair", 2000),
    item("Table", 1500),
    item("chair, price on request"),
  ];

  it("keeps everything without filters", () => {
    expect(filterItems(items, everything)).toEqual(items);
  });

  it("finds the keyword in any case and width", () => {
    expect(titles(filterItems(items, { ...everything, keyword: " Chair " }))).toHaveLength(3);
    expect(filterItems([item("ＣＨＡＩＲ")], { ...everything, keyword: "chair" })).toHaveLength(1);
  });

  it("keeps prices within inclusive bounds, and no item without a price", () => {
    const cheap = { keyword: "chair", minPriceMinor: 1000, maxPriceMinor: 1999 };
    expect(titles(filterItems(items, cheap))).toEqual(["Red CHAIR"]);
    expect(titles(filterItems(items, { ...everything, minPriceMinor: 1500 }))).toEqual(["blue chair", "Table"]);
    expect(titles(filterItems(items, { ...everything, maxPriceMinor: 1000 }))).toEqual(["Red CHAIR"]);
  });
});

describe("fingerprint", () => {
  const page = "https://shop.example/new?page=1";
  const of = (title: string, link: string) => fingerprint({ title, link, price: undefined }, page);

  it("is the link's, whatever the title, the fragment and the tracking say", () => {
    const one = of("A", "https://shop.example/p/1?v=2");
    expect(of("B", "https://shop.example/p/1?v=2#top")).toBe(one);
    expect(of("A", "https://shop.example/p/1?utm_source=x&v=2&gclid=1")).toBe(one);
    expect(of("A", "https://shop.example/p/1?v=3")).not.toBe(one);
  });

  it("is the title's where the link leads to the page itself", () => {
    expect(of("A", page)).toBe(of(" a".trim(), `${page}#a`));
    expect(of("A", page)).not.toBe(of("B", page));
  });
});
