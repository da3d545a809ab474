/**
 * One field of an AWS cron expression.
 *
 * The grammar is the one of the EventBridge Scheduler user guide and no wider: ranges do not wrap around, names are
 * upper case, `/` is not offered for the days of the week.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export interface CronFieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers: the first stands for `min`. */
  readonly names?: readonly string[];
  /** Whether `/` is allowed. */
  readonly steps: boolean;
}

const MONTH_NAMES = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
export const WEEKDAY_NAMES = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

export const MINUTES: CronFieldRule = { name: "minutes", min: 0, max: 59, steps: true };
export const HOURS: CronFieldRule = { name: "hours", min: 0, max: 23, steps: true };
export const DAY_OF_MONTH: CronFieldRule = { name: "day-of-month", min: 1, max: 31, steps: true };
export const MONTH: CronFieldRule = { name: "month", min: 1, max: 12, names: MONTH_NAMES, steps: true };
export const DAY_OF_WEEK: CronFieldRule = { name: "day-of-week", min: 1, max: 7, names: WEEKDAY_NAMES, steps: false };
export const YEAR: CronFieldRule = { name: "year", min: 1970, max: 2199, steps: true };

/** The values a field admits, ascending and without repetition, or why there are none. */
export type CronField = { readonly values: readonly number[] } | { readonly problem: CronFieldProblem };

export interface CronFieldProblem {
  readonly kind: "syntax" | "range" | "step";
  /** The part of the field at fault. */
  readonly part: string;
  readonly expected: string;
}

/** Reads lists, ranges, steps, numbers and names; `?`, `L`, `W` and `#` are the business of the day fields. */
export function parseCronField(text: string, rule: CronFieldRule): CronField {
  const admitted = new Set<number>();
  for (const part of text.split(",")) {
    const parsed = parsePart(part, rule);
    if ("problem" in parsed) {
      return parsed;
    }
    for (let value = parsed.from; value <= parsed.to; value += parsed.step) {
      admitted.add(value);
    }
  }
  return { values: [...admitted].sort((a, b) => a - b) };
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function parsePart(part: string, rule: CronFieldRule): Span | { readonly problem: CronFieldProblem } {
  const [range = "", stepText, ...rest] = part.split("/");
  if (rest.length > 0 || (stepText !== undefined && !rule.steps)) {
    return syntaxProblem(part, rule);
  }
  const step = stepText === undefined ? 1 : parseNumber(stepText);
  if (step === undefined) {
    return syntaxProblem(part, rule);
  }
  if (step < 1 || step > rule.max) {
    return { problem: { kind: "step", part, expected: `a step between 1 and ${rule.max}` } };
  }
  const span = parseRange(range, stepText !== undefined, rule);
  return "problem" in span ? span : { ...span, step };
}

function parseRange(range: string, stepped: boolean, rule: CronFieldRule) {
  if (range === "*") {
    return { from: rule.min, to: rule.max };
  }
  const ends = range.split("-");
  const from = parseValue(ends[0] ?? "", rule);
  const to = ends.length === 1 ? from : parseValue(ends[1] ?? "", rule);
  if (from === undefined || to === undefined || ends.length > 2) {
    return syntaxProblem(range, rule);
  }
  if (from < rule.min || to > rule.max || from > rule.max || to < rule.min) {
    return { problem: { kind: "range", part: range, expected: `${rule.min} to ${rule.max}` } as const };
  }
  if (from > to) {
    const expected = `a range that does not wrap around, such as ${rule.min}-${to},${from}-${rule.max}`;
    return { problem: { kind: "range", part: range, expected } as const };
  }
  return { from, to: stepped && ends.length === 1 ? rule.max : to };
}

/** A number or a name of the field; not yet checked against the field's range. */
export function parseValue(text: string, rule: CronFieldRule): number | undefined {
  const name = rule.names?.indexOf(text) ?? -1;
  return name >= 0 ? rule.min + name : parseNumber(text);
}

function parseNumber(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

function syntaxProblem(part: string, rule: CronFieldRule): { readonly problem: CronFieldProblem } {
  const names = rule.names === undefined ? "" : ` or ${rule.names[0]}-${rule.names.at(-1)} in capitals`;
  const wildcards = rule.steps ? ", - * /" : ", - *";
  return { problem: { kind: "syntax", part, expected: `${rule.min}-${rule.max}${names} with ${wildcards}` } };
}
