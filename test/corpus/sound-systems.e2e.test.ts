import { expect, test } from "vitest";
import { formatFinding } from "../../constructs/rules/finding";
import { reportOn } from "./sound-parts";
import { SOUND_SYSTEMS } from "./sound-systems";

test("there are at least thirty sound systems, each another", () => {
  expect(new Set(SOUND_SYSTEMS.map(({ title }) => title)).size).toBe(SOUND_SYSTEMS.length);
  expect(SOUND_SYSTEMS.length).toBeGreaterThanOrEqual(30);
});

test.each(SOUND_SYSTEMS.map((system) => [system.title, system] as const))("nothing is found in %s", (_, system) => {
  expect(reportOn(system).findings.map(formatFinding)).toEqual([]);
});
