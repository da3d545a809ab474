import Table from "cli-table3";
import pc from "picocolors";

/** How a report is printed. */
export interface Style {
  /** Columns of the terminal: 80 at the least, 120 at the most. */
  readonly width: number;
  readonly color: boolean;
}

export type Colors = ReturnType<typeof pc.createColors>;

/** Widths below this break figures apart, widths above it are hard to read. */
const NARROWEST = 80;
const WIDEST = 120;

/** The width the tables use on a terminal of this width. */
export function usableWidth(width: number | undefined): number {
  return Math.min(WIDEST, Math.max(NARROWEST, width ?? NARROWEST));
}

export function colorsOf(style: Style): Colors {
  return pc.createColors(style.color);
}

/** Columns of a line of the estimate: indent, item, arithmetic, amount. */
export function lineWidths(style: Style): readonly number[] {
  const indent = 2;
  const amount = 18;
  const item = Math.floor((style.width - amount) * 0.45);
  return [indent, item, style.width - indent - amount - item, amount];
}

/** A cell, and how its text is coloured once it has been broken into lines. */
export interface Painted {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/**
 * A table without rules. Nothing is cut off: long words are broken.
 *
 * @param amounts columns at the end that are aligned to the right
 */
export function plainTable(
  widths: readonly number[],
  rows: readonly (readonly (string | Painted)[])[],
  amounts = 1,
): string {
  if (rows.length === 0) return "";
  const table = new Table({
    chars: NO_RULES,
    style: { "padding-left": 0, "padding-right": 1, head: [], border: [], compact: true },
    colWidths: [...widths],
    colAligns: widths.map((_, at) => (at >= widths.length - amounts ? "right" : "left")),
  });
  for (const row of rows) {
    table.push(
      row.map((cell, at) => {
        const { text, paint } = typeof cell === "string" ? { text: cell, paint: (line: string) => line } : cell;
        // one column of padding belongs to the cell
        return brokenLines(text, (widths[at] ?? 0) - 1)
          .map((line) => paint(line))
          .join("\n");
      }),
    );
  }
  return table.toString().replace(/[ \t]+$/gm, "");
}

/** A paragraph broken at spaces; following lines are indented. */
export function wrapped(text: string, width: number, indent = "  "): string {
  const [first = "", ...rest] = brokenLines(text, width);
  const following = brokenLines(rest.join(" "), width - indent.length);
  return rest.length === 0 ? first : [first, ...following.map((line) => indent + line)].join("\n");
}

/** Lines of at most `width` characters, broken at spaces, and inside a word where it is longer than a line. */
function brokenLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => pieces(part, width))) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  return Array.from({ length: Math.ceil(word.length / width) }, (_, at) => word.slice(at * width, (at + 1) * width));
}

const NO_RULES = Object.fromEntries(
  [
    "top",
    "top-mid",
    "top-left",
    "top-right",
    "bottom",
    "bottom-mid",
    "bottom-left",
    "bottom-right",
    "left",
    "left-mid",
    "mid",
    "mid-mid",
    "right",
    "right-mid",
    "middle",
  ].map((name) => [name, ""]),
);
