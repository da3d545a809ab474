import type { Violation } from "./finding";

export interface WholeNumber {
  readonly code: string;
  readonly prop: string;
  /** Undefined is right: the default is. */
  readonly value: number | undefined;
  readonly min: number;
  /** @default - no limit */
  readonly max?: number;
  readonly expected: string;
  readonly fix: string;
  readonly source: string;
}

/** Refuses what is no whole number, or outside its limits. */
export function checkWholeNumber({ value, min, max, ...violation }: WholeNumber): Violation[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= (max ?? value))) return [];
  return [{ ...violation, got: String(value) }];
}
