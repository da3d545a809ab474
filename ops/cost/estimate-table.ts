import type { Alternative } from "../../checks/cost/alternatives";
import type { Estimate, ResourceNote } from "../../checks/cost/estimate";
import { type CostLine, toMicroUsd } from "../../checks/cost/line";
import { usd, usdRange } from "../../checks/cost/money";
import { type Colors, colorsOf, lineWidths, type Painted, plainTable, type Style, wrapped } from "./columns";

/** The estimate as people read it: grouped by construct, each line with its arithmetic, the bill last. */
export function estimateTable(estimate: Estimate, alternatives: readonly Alternative[], style: Style): string {
  const colors = colorsOf(style);
  return [
    ...[...groups(estimate.lines)].map(([name, lines]) => group(name, lines, style, colors)),
    allowanceSection(estimate, style, colors),
    unknownSection(estimate, style, colors),
    assumptionSection(estimate, style, colors),
    section("Free tier", estimate.notes, style, colors),
    creditSection(estimate, style, colors),
    alternativeSection(alternatives, style, colors),
    colors.bold(wrapped(totalLine(estimate), style.width)),
  ]
    .filter((section) => section !== "")
    .join("\n\n")
    .concat("\n");
}

/** Such as `12.34 to 15.60 USD a month (eu-west-1, prices of 2025-11, as of 2026-11-20)`. */
export function totalLine(estimate: Estimate): string {
  return `${usdRange(estimate.total)} USD a month (${regionsOf(estimate)}, ${datesOf(estimate)})${unknownOf(estimate)}`;
}

export function regionsOf(estimate: Estimate): string {
  return estimate.regions.length === 0 ? "no region" : estimate.regions.join(", ");
}

export function datesOf(estimate: Estimate): string {
  return `prices of ${estimate.priceListDate.slice(0, 7)}, as of ${estimate.asOf}`;
}

/** What to add to a total that is not all of the bill; nothing when every price is known. */
export function unknownOf(estimate: Estimate): string {
  const { unknown } = estimate.total;
  return unknown === 0 ? "" : `, plus ${unknown} unknown ${unknown === 1 ? "price" : "prices"}`;
}

/** What a line costs, in words where there is no figure. */
export function amountOf(line: CostLine): string {
  if (line.covered !== undefined) return "covered";
  if (line.low !== null && line.high !== null) return usdRange({ low: line.low, high: line.high });
  return line.high === null ? "unknown" : `unknown, at most ${usd(line.high)}`;
}

/** Stack and first construct of a path; without a path, the module or the document. */
export function groupOf(line: Pick<CostLine, "path" | "address" | "document">): string {
  if (line.path !== undefined) return line.path.split("/").slice(0, 2).join("/");
  const module = /^((?:module\.[^.]+\.)+)/.exec(line.address)?.[1]?.slice(0, -1);
  return module === undefined ? line.document : `${line.document}/${module}`;
}

function groups(lines: readonly CostLine[]): Map<string, CostLine[]> {
  const byName = new Map<string, CostLine[]>();
  for (const line of lines) {
    const name = groupOf(line);
    byName.set(name, [...(byName.get(name) ?? []), line]);
  }
  return byName;
}

function group(name: string, lines: readonly CostLine[], style: Style, colors: Colors): string {
  const low = toMicroUsd(lines.reduce((sum, line) => sum + (line.low ?? 0), 0));
  const high = toMicroUsd(lines.reduce((sum, line) => sum + (line.high ?? 0), 0));
  const unknown = lines.filter((line) => line.unknown !== undefined && line.covered === undefined).length;
  const missing = unknown === 0 ? "" : colors.yellow(`, plus ${unknown} unknown`);
  const rows = lines.map((line) => lineRow(line, colors));
  return `${colors.cyan(name)}  ${usdRange({ low, high })}${missing}\n${plainTable(lineWidths(style), rows)}`;
}

function lineRow(line: CostLine, colors: Colors): (string | Painted)[] {
  const item = line.path === undefined ? `${line.item} (${line.address})` : line.item;
  return ["", item, line.arithmetic, amountCell(line, colors)];
}

function amountCell(line: CostLine, colors: Colors): string | Painted {
  const text = amountOf(line);
  return text.startsWith("unknown") ? { text, paint: colors.yellow } : text;
}

function allowanceSection(estimate: Estimate, style: Style, colors: Colors): string {
  if (estimate.deductions.length === 0) return "";
  const rows = estimate.deductions.map((deduction) => ["", deduction.name, deduction.used, minus(deduction)]);
  const title = colors.cyan(`Allowances (free tier: ${estimate.freeTier})`);
  return `${title}\n${plainTable(lineWidths(style), rows)}`;
}

/** A range taken off: `-0.17 to -1.77`. */
function minus(range: { readonly low: number; readonly high: number }): string {
  const negative = (amount: number) => (amount === 0 ? usd(0) : `-${usd(amount)}`);
  const [low, high] = [negative(range.low), negative(range.high)];
  return low === high ? low : `${low} to ${high}`;
}

function unknownSection(estimate: Estimate, style: Style, colors: Colors): string {
  const lines = estimate.lines.filter((line) => line.unknown !== undefined && line.covered === undefined);
  const notes = [
    ...lines.map((line) => `${line.address}: ${line.item}: ${line.unknown}`),
    ...estimate.unpriced.map((note: ResourceNote) => `${note.address}: ${note.reason}`),
  ];
  return section("Not in the total, because the price is unknown", notes, style, colors);
}

function assumptionSection(estimate: Estimate, style: Style, colors: Colors): string {
  const texts = estimate.lines.flatMap((line) => line.assumption ?? []);
  return section("Assumed (see docs/cost.md to override)", [...new Set(texts)].sort(), style, colors);
}

function creditSection(estimate: Estimate, style: Style, colors: Colors): string {
  const { credits } = estimate;
  if (credits === undefined) return "";
  const { months, creditsUsd, freePlanMonths } = credits;
  const span = (range: { low: number; high: number }) =>
    range.low === range.high ? `${range.low} months` : `${range.low} to ${range.high} months`;
  return section(
    "Credits",
    [
      `${usdRange(creditsUsd)} USD of credits pay this bill for ${span(months)}, on the Free plan ${span(freePlanMonths)}`,
      ...credits.notes,
    ],
    style,
    colors,
  );
}

function alternativeSection(alternatives: readonly Alternative[], style: Style, colors: Colors): string {
  if (alternatives.length === 0) return "";
  const parts = alternatives.map((alternative) => {
    const { delta } = alternative;
    const missing = delta.unknown === 0 ? "" : colors.yellow(`, plus ${delta.unknown} unknown`);
    const row = (sign: string) => (line: CostLine) => [
      "",
      `${sign} ${line.item}`,
      line.arithmetic,
      amountCell(line, colors),
    ];
    const rows = [...alternative.added.map(row("+")), ...alternative.removed.map(row("-"))];
    const notes = `  ${wrapped(alternative.notes.join("; "), style.width - 2)}`;
    return `${alternative.title}  ${signedRange(delta)}${missing}\n${plainTable(lineWidths(style), rows)}\n${notes}`;
  });
  return [colors.cyan("Built another way, before allowances"), ...parts].join("\n\n");
}

/** A change of the bill: `-1.88 to +4.26`. */
export function signedRange(range: { readonly low: number; readonly high: number }): string {
  const signed = (amount: number) => `${amount < 0 ? "-" : "+"}${usd(Math.abs(amount))}`;
  const [low, high] = [signed(range.low), signed(range.high)];
  return low === high ? low : `${low} to ${high}`;
}

function section(title: string, notes: readonly string[], style: Style, colors: Colors): string {
  if (notes.length === 0) return "";
  return [colors.cyan(title), ...notes.map((note) => `  ${wrapped(note, style.width - 2, "    ")}`)].join("\n");
}
