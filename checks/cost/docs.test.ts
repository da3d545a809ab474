import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { estimateOf } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";
import { usdRange } from "./money";
import { type Assumption, DEFAULT_USAGE } from "./usage";

const ROOT = resolve(import.meta.dirname, "../..");
const page = readFileSync(resolve(ROOT, "docs/cost.md"), "utf8");

/** The table that docs/cost.md must contain, made of the assumptions themselves. */
function usageTable(): string {
  const rows = Object.entries<Assumption>(DEFAULT_USAGE).map(
    ([name, { low, high, unit, why }]) =>
      `| \`${name}\` | ${low === high ? low : `${low} to ${high}`} | ${unit} | ${why} |`,
  );
  return ["| assumption | taken | unit | why |", "|---|---|---|---|", ...rows].join("\n");
}

describe("docs/cost.md", () => {
  it("lists every assumption with its figures", () => {
    const between = /<!-- usage -->\n([\s\S]*)\n<!-- \/usage -->/.exec(page)?.[1];
    expect(between).toBe(usageTable());
  });

  it("opens with the bill of the reference system", () => {
    const { total, asOf, priceListDate } = estimateOf(referenceSystem());
    expect(page).toContain(
      `${usdRange(total)} USD a month (eu-west-1, prices of ${priceListDate.slice(0, 7)}, as of ${asOf})`,
    );
  });
});

describe("a code of the budget check", () => {
  it.each(["cost-over-budget", "cost-may-exceed-budget", "cost-unknown-price"])("%s has its page", (code) => {
    const file = resolve(ROOT, `docs/checks/${code}.md`);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(new RegExp(`^# ${code}\n`));
  });
});
