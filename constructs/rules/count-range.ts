import type { Violation } from "./finding";

export interface CountRange extends Omit<Violation, "got"> {
  readonly min: number;
  readonly max: number;
}

/** Refuses a smallest and a largest number of copies or hosts that no group can have, or that leave it always empty. */
export function checkCountRange({ min, max, ...violation }: CountRange): Violation[] {
  if (Number.isInteger(min) && Number.isInteger(max) && min >= 0 && max >= 1 && min <= max) return [];
  return [{ ...violation, got: `${min}, ${max}` }];
}
