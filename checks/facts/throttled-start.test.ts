import { expect, test } from "vitest";
import { throttledStartSeconds } from "./throttled-start";

test.each([
  ["t3.micro", 1, 30],
  ["t3.micro", 3, 130],
  ["t4g.nano", 1, 60],
  ["t3.small", 3, 65],
  ["t3.large", 1, 10],
])("a fresh %s has the last of %d containers answer after %d s", (type, containers, seconds) => {
  expect(throttledStartSeconds(type, containers)).toBe(seconds);
});

test.each([
  "t2.micro",
  "m7g.large",
  "x9.huge",
])("%s is not throttled at its start, or nothing is known of it", (type) => {
  expect(throttledStartSeconds(type, 1)).toBeUndefined();
});
