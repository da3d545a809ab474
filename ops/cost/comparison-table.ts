import type { Comparison } from "../../checks/cost/compare";
import type { Estimate } from "../../checks/cost/estimate";
import type { CostLine } from "../../checks/cost/line";
import { usdRange } from "../../checks/cost/money";
import { type Colors, colorsOf, plainTable, type Style } from "./columns";
import { amountOf, datesOf, groupOf, regionsOf, signedRange, unknownOf } from "./estimate-table";

/** Two estimates side by side: what came, what went, what changed, and what that does to the bill. */
export function comparisonTable(
  comparison: Comparison,
  sides: { readonly before: Estimate; readonly after: Estimate },
  style: Style,
): string {
  const colors = colorsOf(style);
  const rows = [
    ...comparison.added.map((line) => [{ text: "+", paint: colors.green }, name(line), "", amountOf(line)]),
    ...comparison.removed.map((line) => [{ text: "-", paint: colors.red }, name(line), amountOf(line), ""]),
    ...comparison.changed.map(({ before, after }) => [
      { text: "~", paint: colors.yellow },
      before.item === after.item ? name(after) : `${name(before)} -> ${after.item}`,
      amountOf(before),
      amountOf(after),
    ]),
  ];
  const amount = 18;
  const table = plainTable(
    [2, style.width - 2 - 2 * amount, amount, amount],
    [["", "USD a month", "before", "after"], ...rows],
    2,
  );
  const body = rows.length === 0 ? "no line differs" : table;
  const same = `${comparison.unchanged} ${comparison.unchanged === 1 ? "line" : "lines"} unchanged`;
  return `${[body, same, ...totalsOf(sides), deltaLine(comparison, colors)].join("\n")}\n`;
}

function totalsOf(sides: { readonly before: Estimate; readonly after: Estimate }): string[] {
  const line = (estimate: Estimate) =>
    `${usdRange(estimate.total)} USD a month, ${regionsOf(estimate)}${unknownOf(estimate)}`;
  return ["", `before  ${line(sides.before)}`, `after   ${line(sides.after)}`, `        ${datesOf(sides.after)}`];
}

function deltaLine(comparison: Comparison, colors: Colors): string {
  const { delta } = comparison;
  const prices = Math.abs(delta.unknown) === 1 ? "price" : "prices";
  const missing =
    delta.unknown === 0
      ? ""
      : `, and ${Math.abs(delta.unknown)} unknown ${prices} ${delta.unknown > 0 ? "more" : "fewer"}`;
  return colors.bold(`change  ${signedRange(delta)} USD a month${missing}`);
}

function name(line: CostLine): string {
  return `${groupOf(line)}: ${line.item}`;
}
