import { readFileSync } from "node:fs";
import { CostInputError } from "../../checks/cost/input-error";
import type { UsageOverride } from "../../checks/cost/usage";
import type { FreeTierMode } from "../../checks/facts/free-tier";
import { type Finding, formatFinding } from "../../constructs/rules/finding";
import { colorsOf, type Style, usableWidth } from "./columns";
import { comparisonTable } from "./comparison-table";
import { type CostReport, costReport } from "./cost-report";
import { estimateTable } from "./estimate-table";
import { type CostInput, loadDocuments } from "./load-documents";

/** Options of `stowage cost`, already parsed. */
export interface CostArguments {
  /** What to estimate: files, directories, or documents synthesized in memory. */
  readonly system: CostInput;
  /** The baseline, such as another environment or another revision's output: the "before" of the comparison. */
  readonly compareWith?: CostInput;
  /** Takes the place of the region of the default provider. @default - the provider's own */
  readonly region?: string;
  /** `none`, `credits` or `legacy`. @default "none" */
  readonly freeTier?: string;
  /** USD a month that the system may cost. @default - no limit */
  readonly budgetUsd?: number;
  /** Better figures than the assumptions, or a JSON file with them. @default - the documented assumptions */
  readonly usage?: UsageOverride | string;
  /** Prints one JSON document instead of tables. @default false */
  readonly json?: boolean;
  /** Columns of the terminal. @default 80 */
  readonly width?: number;
  /** @default false */
  readonly color?: boolean;
}

/** Where the command writes. */
export interface CostOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** 0: answered. 1: over the budget. 2: misuse, such as a path that is no Terraform. */
export type ExitStatus = 0 | 1 | 2;

const MODES: readonly FreeTierMode[] = ["none", "credits", "legacy"];

/** Runs `stowage cost` and answers its exit status; nothing is thrown for wrong input. */
export function costCommand(args: CostArguments, output: CostOutput): ExitStatus {
  try {
    const report = reportOf(args);
    output.out(args.json === true ? `${JSON.stringify(report, null, 2)}\n` : render(report, styleOf(args)));
    return report.findings.some((finding) => finding.severity === "error") ? 1 : 0;
  } catch (error) {
    if (!(error instanceof CostInputError)) throw error;
    output.err(`${error.message}\n`);
    return 2;
  }
}

function reportOf(args: CostArguments): CostReport {
  const options = {
    ...(args.region === undefined ? {} : { region: args.region }),
    freeTier: modeOf(args.freeTier),
    ...(args.usage === undefined ? {} : { usage: usageOf(args.usage) }),
    ...(args.budgetUsd === undefined ? {} : { budgetUsd: args.budgetUsd }),
  };
  const compareWith = args.compareWith === undefined ? undefined : loadDocuments(args.compareWith);
  return costReport(loadDocuments(args.system), options, compareWith);
}

function render(report: CostReport, style: Style): string {
  const { comparison, estimate } = report;
  const main =
    comparison === undefined
      ? estimateTable(estimate, report.alternatives, style)
      : comparisonTable(comparison, { before: comparison.with, after: estimate }, style);
  return main + report.findings.map((finding) => `\n${findingLine(finding, style)}\n`).join("");
}

function findingLine(finding: Finding, style: Style): string {
  const colors = colorsOf(style);
  const label = { error: colors.red("error"), warning: colors.yellow("warning"), info: colors.blue("info") };
  return `${label[finding.severity]} ${formatFinding(finding)}`;
}

function styleOf(args: CostArguments): Style {
  return { width: usableWidth(args.width), color: args.color ?? false };
}

function modeOf(text: string | undefined): FreeTierMode {
  const mode = MODES.find((known) => known === (text ?? "none"));
  if (mode !== undefined) return mode;
  throw new CostInputError("--free-tier", String(text), MODES.join(", "), "choose one of them");
}

function usageOf(usage: UsageOverride | string): UsageOverride {
  if (typeof usage !== "string") return usage;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(usage, "utf8"));
  } catch {
    throw new CostInputError(usage, "no readable JSON", "an object of assumptions", "see docs/cost.md for the names");
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) return parsed;
  throw new CostInputError(usage, "no object", "an object of assumptions", "see docs/cost.md for the names");
}
