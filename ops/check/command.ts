import { permissionMatrix } from "../../checks/permissions/matrix";
import { drawPlacement } from "../../checks/placement/draw";
import { type Style, usableWidth } from "../cost/columns";
import { type CheckedSystem, type CheckTarget, checkTarget } from "./checked-system";
import { findingsJson } from "./findings-json";
import { findingsSarif } from "./findings-sarif";
import { findingsText } from "./findings-text";
import { permissionJson, permissionMarkdown, permissionTable } from "./permission-report";

/** Options of `stowage check`, already parsed. */
export interface CheckArguments {
  /** What to check: environments and examples. */
  readonly targets: readonly CheckTarget[];
  /** @default "text" */
  readonly format?: "text" | "json" | "sarif";
  /** Prints the permission matrix instead of the findings. @default - the findings */
  readonly permissions?: "table" | "markdown" | "json";
  /** Draws where every task runs, after the findings. @default false */
  readonly placement?: boolean;
  /** Columns of the terminal. @default 80 */
  readonly width?: number;
  /** @default false */
  readonly color?: boolean;
}

/** Where the command writes. */
export interface CheckOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** 0: nothing wrong. 1: at least one error. 2: misuse, such as an environment that does not exist. */
export type ExitStatus = 0 | 1 | 2;

/** Codes with which a target is refused because it was asked for wrongly. */
const MISUSE = new Set(["environment-unknown", "example-unknown"]);

/** Runs `stowage check` and answers its exit status. Other errors than wrong configuration are thrown. */
export function checkCommand(args: CheckArguments, output: CheckOutput): ExitStatus {
  if (args.targets.length === 0) {
    output.err("nothing to check: name an environment or an example\n");
    return 2;
  }
  const systems = args.targets.map(checkTarget);
  const misused = systems.flatMap(({ findings }) => findings.filter(({ code }) => MISUSE.has(code)));
  if (misused.length > 0) {
    for (const { path, got, expected, fix } of misused)
      output.err(`${path}: got ${got}, expected ${expected}; ${fix}\n`);
    return 2;
  }
  output.out(render(args, systems));
  return systems.some(({ findings }) => findings.some(({ severity }) => severity === "error")) ? 1 : 0;
}

function render(args: CheckArguments, systems: readonly CheckedSystem[]): string {
  const style = { width: usableWidth(args.width), color: args.color ?? false };
  if (args.permissions !== undefined) return renderPermissions(args.permissions, systems, style);
  if (args.format === "json") return findingsJson(systems);
  if (args.format === "sarif") return findingsSarif(systems);
  return systems.map((system) => findingsText(system, style) + drawing(system, args)).join("\n");
}

function drawing({ report }: CheckedSystem, { placement, color }: CheckArguments): string {
  if (placement !== true || report === undefined) return "";
  return `\n${drawPlacement(report.placement, { colour: color ?? false })}\n`;
}

function renderPermissions(
  form: NonNullable<CheckArguments["permissions"]>,
  systems: readonly CheckedSystem[],
  style: Style,
): string {
  const rows = systems.flatMap(({ report }) => (report === undefined ? [] : permissionMatrix(report.context)));
  if (form === "json") return permissionJson(rows);
  return form === "markdown" ? permissionMarkdown(rows) : permissionTable(rows, style);
}
