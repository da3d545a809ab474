import type { Estimate, Totals } from "./estimate";
import { type CostLine, toMicroUsd } from "./line";

/** A line that is in both estimates and differs in quantity, price or item. */
export interface ChangedLine {
  readonly before: CostLine;
  readonly after: CostLine;
}

/** What makes the difference between two estimates. */
export interface Comparison {
  readonly added: readonly CostLine[];
  readonly removed: readonly CostLine[];
  readonly changed: readonly ChangedLine[];
  /** Lines equal on both sides. */
  readonly unchanged: number;
  readonly before: Totals;
  readonly after: Totals;
  /** After minus before, allowances taken off both; negative when it gets cheaper. */
  readonly delta: Totals;
}

/**
 * Compares two environments or two revisions.
 *
 * Lines belong together by Terraform address and slot, which do not contain the name of the stack, so that
 * `dev-app` and `prod-app` can be compared. Where several stacks of one side have the same address, they are matched in
 * the order of their names.
 */
export function compareEstimates(before: Estimate, after: Estimate): Comparison {
  const left = keyed(before.lines);
  const right = keyed(after.lines);
  const added = [...right].filter(([key]) => !left.has(key)).map(([, line]) => line);
  const removed = [...left].filter(([key]) => !right.has(key)).map(([, line]) => line);
  const both = [...left].flatMap(([key, line]): ChangedLine[] => {
    const other = right.get(key);
    return other === undefined ? [] : [{ before: line, after: other }];
  });
  const changed = both.filter((pair) => differs(pair.before, pair.after));
  return {
    added,
    removed,
    changed,
    unchanged: both.length - changed.length,
    before: before.total,
    after: after.total,
    delta: {
      low: toMicroUsd(after.total.low - before.total.low),
      high: toMicroUsd(after.total.high - before.total.high),
      unknown: after.total.unknown - before.total.unknown,
    },
  };
}

function keyed(lines: readonly CostLine[]): Map<string, CostLine> {
  const documents = new Map<string, Set<string>>();
  for (const line of lines) {
    const names = documents.get(line.address) ?? new Set();
    documents.set(line.address, names.add(line.document));
  }
  return new Map(
    lines.map((line) => {
      const position = [...(documents.get(line.address) ?? [])].sort().indexOf(line.document);
      return [`${line.address}|${position}|${line.slot}`, line];
    }),
  );
}

function differs(before: CostLine, after: CostLine): boolean {
  return (
    before.low !== after.low ||
    before.high !== after.high ||
    before.item !== after.item ||
    before.unitPrice !== after.unitPrice ||
    before.quantity.low !== after.quantity.low ||
    before.quantity.high !== after.quantity.high
  );
}
