import type { MatrixRow } from "../../checks/permissions/matrix";
import { colorsOf, plainTable, type Style } from "../cost/columns";

/** The permission matrix as a table for a terminal: one block per principal and the construct that holds its policy. */
export function permissionTable(rows: readonly MatrixRow[], style: Style): string {
  const colors = colorsOf(style);
  const widths = columnWidths(style.width);
  const head = ["", "action", "resource", "why"].map((text) => ({ text, paint: colors.dim }));
  return [...byHolder(rows)]
    .map(([, own]) => {
      const [first] = own;
      const kind = first?.kind === "other" ? "role" : `${first?.kind} role`;
      const title = `${colors.bold(first?.principal ?? "")} ${colors.dim(`${kind}, by ${first?.source}`)}`;
      const lines = own.flatMap((row) => tableLines(row));
      return `${title}\n${plainTable(widths, [head, ...lines], 0)}\n`;
    })
    .join("\n");
}

/** One action, resource or condition to a line: long lists would break in the middle of a name. */
function tableLines(row: MatrixRow): string[][] {
  const actions = row.effect === "Deny" ? row.actions.map((action) => `deny ${action}`) : row.actions;
  const resources = [...row.resources.map(shortened), ...row.conditions.map((condition) => `if ${condition}`)];
  const length = Math.max(actions.length, resources.length);
  return Array.from({ length }, (_, index) => [
    "",
    actions[index] ?? "",
    resources[index] ?? "",
    index === 0 ? (row.reason ?? "not declared by a construct") : "",
  ]);
}

/** The matrix as a Markdown table, for a pull request or a review. */
export function permissionMarkdown(rows: readonly MatrixRow[]): string {
  const head = ["principal", "action", "resource", "why", "source construct"];
  const lines = rows.map((row) => [
    row.principal,
    actionText(row).replaceAll(", ", "<br>"),
    resourceText(row).replaceAll(", ", "<br>"),
    row.reason ?? "not declared",
    row.source,
  ]);
  const table = [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.map(escaped).join(" | ")} |`);
  return `${table.join("\n")}\n`;
}

export function permissionJson(rows: readonly MatrixRow[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`;
}

function byHolder(rows: readonly MatrixRow[]): ReadonlyMap<string, readonly MatrixRow[]> {
  const groups = new Map<string, MatrixRow[]>();
  for (const row of rows) {
    const key = `${row.principal} ${row.source}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

function actionText({ actions, effect }: MatrixRow): string {
  return `${effect === "Deny" ? "deny " : ""}${actions.join(", ")}`;
}

function resourceText({ resources, conditions }: MatrixRow): string {
  const when = conditions.length === 0 ? "" : ` when ${conditions.join(" and ")}`;
  return `${resources.map(shortened).join(", ")}${when}`;
}

/** Of an ARN in our own account and region, the service and what follows: the rest is the same everywhere. */
function shortened(resource: string): string {
  return resource.replace(/^arn:<partition>:([a-z0-9-]+):(?:<region>)?:(?:<account>)?:/, "$1 ");
}

/** Indent, room for the longest usual action, and half of the rest each for resource and reason. */
function columnWidths(width: number): readonly number[] {
  const indent = 2;
  const action = Math.min(40, Math.floor(width * 0.34));
  const rest = width - indent - action;
  return [indent, action, Math.ceil(rest * 0.56), Math.floor(rest * 0.44)];
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
