import type { MatrixRow } from "../../checks/permissions/matrix";
import { colorsOf, plainTable, type Style } from "../cost/columns";

/** The permission matrix as a table for a terminal: one block per principal. */
export function permissionTable(rows: readonly MatrixRow[], style: Style): string {
  const colors = colorsOf(style);
  const widths = columnWidths(style.width);
  return [...byPrincipal(rows)]
    .map(([principal, own]) => {
      const kind = own[0]?.kind === "other" ? "" : ` (${own[0]?.kind} role)`;
      const lines = own.map((row) => [
        "",
        actionText(row),
        resourceText(row),
        row.reason ?? "not declared",
        row.source,
      ]);
      return `${colors.bold(principal)}${colors.dim(kind)}\n${plainTable(widths, lines, 0)}\n`;
    })
    .join("\n");
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

function byPrincipal(rows: readonly MatrixRow[]): ReadonlyMap<string, readonly MatrixRow[]> {
  const groups = new Map<string, MatrixRow[]>();
  for (const row of rows) groups.set(row.principal, [...(groups.get(row.principal) ?? []), row]);
  return groups;
}

function actionText({ actions, effect }: MatrixRow): string {
  return `${effect === "Deny" ? "deny " : ""}${actions.join(", ")}`;
}

function resourceText({ resources, conditions }: MatrixRow): string {
  const when = conditions.length === 0 ? "" : ` when ${conditions.join(" and ")}`;
  return `${resources.join(", ")}${when}`;
}

/** Indent, then a quarter for each of the others. */
function columnWidths(width: number): readonly number[] {
  const indent = 2;
  const column = Math.floor((width - indent) / 4);
  return [indent, column, column, column, width - indent - 3 * column];
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|");
}
