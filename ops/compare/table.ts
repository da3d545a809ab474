import { type Colors, colorsOf, type Painted, plainTable, type Style } from "../cost/columns";
import { differingSettings } from "./differing-settings";
import type { Resources } from "./resources";

/** Longer values are counted, not shown. */
const LONGEST_VALUE = 90;

/** Names of the two sides, over their columns. */
export type Sides = readonly [string, string];

/** What only one of two systems has, and every setting in which the others differ. */
export function comparisonOfResources(before: Resources, after: Resources, sides: Sides, style: Style): string {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const rows = names.map((name) => rowsOf(name, before, after, colorsOf(style)));
  const same = rows.filter((of) => of.length === 0).length;
  const column = Math.floor(style.width / 4);
  const table = plainTable([style.width - 2 * column, column, column], [["", ...sides], ...rows.flat()], 0);
  const body = same === names.length ? "no resource differs" : table;
  return `${body}\n${same} of ${names.length} resources are the same\n`;
}

/** One resource: a line where only one side has it, else a line for each setting; none where nothing differs. */
function rowsOf(name: string, before: Resources, after: Resources, colors: Colors): (string | Painted)[][] {
  if (!after.has(name)) return [[{ text: name, paint: colors.red }, "yes", "-"]];
  if (!before.has(name)) return [[{ text: name, paint: colors.green }, "-", "yes"]];
  const settings = differingSettings(before.get(name), after.get(name));
  if (settings.length === 0) return [];
  return [
    [{ text: name, paint: colors.yellow }, "", ""],
    ...settings.map(({ path, ...values }) => [`· ${path}`, shown(values.before), shown(values.after)]),
  ];
}

function shown(value: unknown): string {
  if (value === undefined) return "-";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.length} characters`;
}
