import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CHECK_CODES } from "../../checks/codes";
import { BROKEN_SYSTEMS } from "./broken-systems";

test("every code of the checks is the answer to a system of the corpus", () => {
  const several = readFileSync("test/corpus/several-stacks.test.ts", "utf8");
  const answered = new Set(BROKEN_SYSTEMS.flatMap(({ code, also }) => [code, ...(also ?? [])]));
  const missing = Object.keys(CHECK_CODES).filter((code) => !answered.has(code) && !several.includes(`"${code}"`));
  expect(missing).toEqual([]);
});

test("no two broken systems are the same", () => {
  const titles = BROKEN_SYSTEMS.map(({ code, title }) => `${code}: ${title}`);
  expect(new Set(titles).size).toBe(titles.length);
});
