import type { Finding } from "../../constructs/rules/finding";
import type { Estimate } from "./estimate";
import { CostInputError } from "./input-error";
import { toMicroUsd } from "./line";
import { usd, usdRange } from "./money";

const DOCS = "docs/cost.md";

/** What one resource adds to the bill, allowances taken off. */
interface Share {
  readonly address: string;
  readonly path: string;
  readonly low: number;
  readonly high: number;
}

/**
 * Compares the bill with a budget in USD a month. The bill is the estimate after allowances and before credits, which
 * run out.
 *
 * - `cost-over-budget`, an error: even the low estimate is above the budget, so no usage can keep it.
 * - `cost-may-exceed-budget`, a warning: only the high estimate is, so usage or scaling decides.
 * - `cost-unknown-price`, an info: fixed charges without a price, so that keeping the budget is not proven.
 *
 * The first two name the resources that take the bill there, largest first, as few as bring it back.
 *
 * @throws CostInputError when the budget is no positive number
 */
export function checkBudget(estimate: Estimate, budgetUsd: number): Finding[] {
  if (!Number.isFinite(budgetUsd) || budgetUsd < 0) {
    throw new CostInputError("budget", String(budgetUsd), "USD a month, zero or more", "correct the budget");
  }
  const { low, high } = estimate.total;
  const over = low > budgetUsd ? [exceeded(estimate, budgetUsd, "low")] : [];
  const maybe = low <= budgetUsd && high > budgetUsd ? [exceeded(estimate, budgetUsd, "high")] : [];
  return [...over, ...maybe, ...unknownPrices(estimate, budgetUsd)];
}

function exceeded(estimate: Estimate, budgetUsd: number, end: "low" | "high"): Finding {
  const certain = end === "low";
  const shares = largestFirst(estimate, end);
  const named = enoughToReturn(shares, estimate.total[end] - budgetUsd, end);
  const list = named.map((share) => `${share.path} (${share.address}) ${usd(share[end])}`).join(", ");
  return {
    code: certain ? "cost-over-budget" : "cost-may-exceed-budget",
    severity: certain ? "error" : "warning",
    path: named[0]?.path ?? estimate.lines[0]?.document ?? "estimate",
    prop: "budget",
    got: `${usdRange(estimate.total)} USD a month (${estimate.regions.join(", ")}, as of ${estimate.asOf})`,
    expected: `at most ${usd(budgetUsd)} USD a month`,
    fix: certain
      ? `remove or shrink the largest resources, or raise the budget: ${list}`
      : `raise the budget, or limit what makes up the high estimate: ${list}`,
    source: DOCS,
    numbers: { budgetUsd, lowUsd: estimate.total.low, highUsd: estimate.total.high, unknown: estimate.total.unknown },
  };
}

/** Only charges that no usage avoids: a line whose low quantity is zero may stay at zero. */
function unknownPrices(estimate: Estimate, budgetUsd: number): Finding[] {
  const fixed = estimate.lines.filter(
    (line) => line.high === null && line.quantity.low > 0 && line.covered === undefined,
  );
  const names = [...new Set([...fixed, ...estimate.unpriced].map((item) => item.path ?? item.address))];
  if (names.length === 0) return [];
  return [
    {
      code: "cost-unknown-price",
      severity: "info",
      path: names[0] ?? "estimate",
      prop: "budget",
      got: `${names.length} without a known price: ${names.join(", ")}`,
      expected: `every fixed charge priced, so that ${usd(budgetUsd)} USD a month can be proven`,
      fix: "look the price up and lower the budget by it, or choose a resource or region the table knows",
      source: DOCS,
      numbers: { budgetUsd, unknown: names.length },
    },
  ];
}

/** Resources by what they add to the bill, largest first. */
function largestFirst(estimate: Estimate, end: "low" | "high"): Share[] {
  const shares = new Map<string, { address: string; path: string; low: number; high: number }>();
  const key = (item: { readonly document: string; readonly address: string }) => `${item.document}|${item.address}`;
  for (const line of estimate.lines) {
    const share = shares.get(key(line)) ?? { address: line.address, path: line.path ?? line.address, low: 0, high: 0 };
    share.low = toMicroUsd(share.low + (line.low ?? 0));
    share.high = toMicroUsd(share.high + (line.high ?? 0));
    shares.set(key(line), share);
  }
  for (const part of estimate.deductions.flatMap((deduction) => deduction.lines)) {
    const share = shares.get(key(part));
    if (share === undefined) continue;
    share.low = toMicroUsd(share.low - part.low);
    share.high = toMicroUsd(share.high - part.high);
  }
  return [...shares.values()].filter((share) => share[end] > 0).sort((a, b) => b[end] - a[end]);
}

/** The largest resources that together are worth the excess. */
function enoughToReturn(shares: readonly Share[], excess: number, end: "low" | "high"): Share[] {
  let saved = 0;
  const named: Share[] = [];
  for (const share of shares) {
    if (saved >= excess) break;
    saved += share[end];
    named.push(share);
  }
  return named;
}
