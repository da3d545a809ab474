import { expect, test } from "vitest";
import { checkWholeNumber } from "./whole-number";

const TEXTS = { code: "some-code", prop: "days", expected: "1 to 14 days", fix: "use 7", source: "x" };

test.each([undefined, 1, 14])("%s is a whole number from 1 to 14", (value) => {
  expect(checkWholeNumber({ ...TEXTS, value, min: 1, max: 14 })).toEqual([]);
});

test.each([0, 15, 1.5, Number.NaN])("%s is none from 1 to 14, and the finding says so", (value) => {
  expect(checkWholeNumber({ ...TEXTS, value, min: 1, max: 14 })).toEqual([{ ...TEXTS, got: String(value) }]);
});

test("without a highest number only the lowest is judged", () => {
  expect(checkWholeNumber({ ...TEXTS, value: 1_000_000, min: 1 })).toEqual([]);
  expect(checkWholeNumber({ ...TEXTS, value: 0, min: 1 })).toHaveLength(1);
});
