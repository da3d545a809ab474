import { expect, test } from "vitest";
import { checkCountRange } from "./count-range";

const TEXTS = { code: "some-count", prop: "min, max", expected: "a range", fix: "correct it" };

test.each([
  [0, 1],
  [1, 1],
  [2, 5000],
])("%d to %d is a range", (min, max) => {
  expect(checkCountRange({ ...TEXTS, min, max })).toEqual([]);
});

test.each([
  [2, 1],
  [0, 0],
  [-1, 1],
  [0.5, 1],
  [0, 1.5],
  [Number.NaN, 1],
])("%d to %d is refused, with both numbers", (min, max) => {
  expect(checkCountRange({ ...TEXTS, min, max })).toEqual([{ ...TEXTS, got: `${min}, ${max}` }]);
});
