import fc from "fast-check";
import { expect, test } from "vitest";
import { corpusStack } from "../test/corpus/sound-parts";
import { buildRandomSystem, type RandomSystem, randomSystem } from "../test/support/random-system";
import { withApp } from "../test/support/template";
import { type CheckReport, examine } from "./check";

function reportOf(system: RandomSystem): CheckReport {
  return withApp((app) => {
    buildRandomSystem(corpusStack(app), system);
    return examine(app, { budget: { monthlyUsd: 20, freeTier: "none" } });
  });
}

test("no system crashes a check, and every finding says what to do", () => {
  fc.assert(
    fc.property(randomSystem, (system) => {
      const { findings } = reportOf(system);
      for (const { code, path, got, expected, fix } of findings) {
        expect(code).toMatch(/^[a-z][a-z0-9-]+$/);
        expect(path).not.toBe("");
        for (const text of [got, expected, fix]) {
          expect(text.trim()).not.toBe("");
          expect(text).not.toMatch(/undefined|\[object|NaN|TfToken/);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("the same system gets the same findings", () => {
  fc.assert(
    fc.property(randomSystem, (system) => {
      expect(reportOf(system).findings).toEqual(reportOf(system).findings);
    }),
    { numRuns: 10 },
  );
});
