import type { Range } from "./line";

/** USD with two decimals; small amounts keep enough decimals not to look like nothing. */
export function usd(amount: number): string {
  const size = Math.abs(amount);
  if (size === 0 || size >= 0.005) return amount.toFixed(2);
  return size < 0.00005 ? "<0.0001" : amount.toFixed(4);
}

/** Both ends, or one figure where they show the same. */
export function usdRange(range: Range): string {
  const low = usd(range.low);
  const high = usd(range.high);
  return low === high ? low : `${low} to ${high}`;
}
