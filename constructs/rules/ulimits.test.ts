import { expect, test } from "vitest";
import { checkUlimits, ULIMIT_NAMES } from "./ulimits";

const codes = (ulimits: Parameters<typeof checkUlimits>[0]) => checkUlimits(ulimits).map(({ code }) => code);

test("ECS knows fifteen limits, each of which may be set", () => {
  expect(new Set(ULIMIT_NAMES).size).toBe(15);
  expect(codes(Object.fromEntries(ULIMIT_NAMES.map((name) => [name, { soft: 0, hard: 0 }])))).toEqual([]);
});

test.each([
  [0, 1],
  [1024, 1024],
  [1024, -1],
  [-1, -1],
])("soft %i with hard %i is taken", (soft, hard) => {
  expect(codes({ nofile: { soft, hard } })).toEqual([]);
});

test.each([
  [1025, 1024],
  [-1, 1024],
  [-2, 1024],
  [1.5, 1024],
  [1, Number.NaN],
])("soft %d with hard %d is refused", (soft, hard) => {
  expect(codes({ nofile: { soft, hard } })).toEqual(["ulimit-range"]);
});

test.each(["files", "NOFILE", "toString", "as"])("%s is no limit that ECS knows", (name) => {
  expect(codes({ [name]: { soft: 1, hard: 1 } })).toEqual(["ulimit-name"]);
});

test("all that is wrong is named at once, each at its place", () => {
  const found = checkUlimits({ files: { soft: 2, hard: 1 }, core: { soft: 2, hard: 1 } });
  expect(found.map(({ code, prop }) => [code, prop])).toEqual([
    ["ulimit-name", "ulimits.files"],
    ["ulimit-range", "ulimits.files"],
    ["ulimit-range", "ulimits.core"],
  ]);
  expect(found[2]).toMatchObject({ got: "soft 2 with hard 1", fix: "lower soft or raise hard" });
});
