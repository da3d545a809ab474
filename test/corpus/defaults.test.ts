import { expect, test } from "vitest";
import { Service } from "../../constructs/task/service";
import { type Template, templateOf, withApp } from "../support/template";
import { ELSEWHERE, INEXPRESSIBLE } from "./defaults";
import { PITFALLS } from "./pitfalls";
import { answersTo, pitfallsTable } from "./pitfalls-table";
import { corpusStack, IMAGE, NOBODY, soundParts } from "./sound-parts";

/** The sound system and a service with a health check and awkward variables. */
function soundTemplate(): Template {
  return withApp((app) => {
    const stack = corpusStack(app);
    const { cluster, fleet } = soundParts(stack);
    const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
    const environment = { ZONE: "b", DATA: "${HOME}/data" };
    const container = { image: IMAGE, port: 3000, environment, healthCheck: { path: "/healthz" } };
    new Service(stack, "checked", { cluster, runOn: fleet, ...size, container });
    return templateOf(stack);
  });
}

const template = soundTemplate();

test.each(INEXPRESSIBLE.map((entry) => [entry.pitfall, entry.because, entry] as const))("%s: %s", (_, __, entry) => {
  expect(entry.holds(template)).toBe(true);
});

test("every pitfall has an answer, and every answer a pitfall", () => {
  expect([...PITFALLS.keys()].filter((pitfall) => answersTo(pitfall).length === 0)).toEqual([]);
  const named = [...INEXPRESSIBLE.map(({ pitfall }) => pitfall), ...Object.keys(ELSEWHERE)];
  expect(named.filter((pitfall) => !PITFALLS.has(pitfall))).toEqual([]);
});

test("docs/pitfalls.md is up to date", async () => {
  await expect(pitfallsTable()).toMatchFileSnapshot("../../docs/pitfalls.md");
});
