import type { Violation } from "./finding";

/** A violation in the order in which it is read: code, property, what was got, what was expected, the fix, the source. */
export function violation(
  code: string,
  prop: string,
  got: string,
  expected: string,
  fix: string,
  source?: string,
): Violation {
  return { code, prop, got, expected, fix, ...(source === undefined ? {} : { source }) };
}

/** Refuses what is not a whole number between two others, both included. */
export function checkWithin(
  code: string,
  prop: string,
  value: number,
  min: number,
  max: number,
  source?: string,
): Violation[] {
  if (Number.isInteger(value) && value >= min && value <= max) return [];
  return [
    violation(
      code,
      prop,
      String(value),
      `a whole number from ${min} to ${max}`,
      "choose a value in that range",
      source,
    ),
  ];
}
