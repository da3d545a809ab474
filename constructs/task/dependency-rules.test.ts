import { expect, test } from "vitest";
import type { SizedContainer } from "./container";
import { checkDependencies } from "./dependency-rules";

const size = { image: "app:1", cpu: 64, memoryMiB: 64 };
const healthCheck = { command: ["true"] };

/** Containers by name; each has the properties of its own. */
function containers(parts: Record<string, Partial<SizedContainer>>): SizedContainer[] {
  return Object.entries(parts).map(([name, part]) => ({ ...size, name, ...part }));
}
const codes = (parts: Record<string, Partial<SizedContainer>>) =>
  checkDependencies(containers(parts)).map(({ code }) => code);

test.each<[string, Record<string, Partial<SizedContainer>>]>([
  ["nobody waits", { app: {}, log: {} }],
  ["one waits until another has started", { app: { dependsOn: { log: "START" } }, log: {} }],
  ["one waits until another is healthy", { app: { dependsOn: { log: "HEALTHY" } }, log: { healthCheck } }],
  ["one waits until another has ended", { app: { dependsOn: { setup: "COMPLETE" } }, setup: { essential: false } }],
  ["one waits until another has succeeded", { app: { dependsOn: { setup: "SUCCESS" } }, setup: { essential: false } }],
  ["two wait for the same", { a: { dependsOn: { c: "START" } }, b: { dependsOn: { c: "START" } }, c: {} }],
  [
    "one waits for two of which one waits for the other",
    { a: { dependsOn: { b: "START", c: "START" } }, b: { dependsOn: { c: "START" } }, c: {} },
  ],
  ["only one of two is essential", { app: {}, log: { essential: false } }],
])("a task is taken in which %s", (_, parts) => {
  expect(codes(parts)).toEqual([]);
});

test.each<[string, Record<string, Partial<SizedContainer>>, string[]]>([
  ["a container that the task lacks", { app: { dependsOn: { nobody: "START" } } }, ["unknown-container"]],
  ["itself", { app: { dependsOn: { app: "HEALTHY" } } }, ["depends-on-cycle"]],
  ["each other", { a: { dependsOn: { b: "START" } }, b: { dependsOn: { a: "START" } } }, ["depends-on-cycle"]],
  [
    "the health of a container without a check",
    { app: { dependsOn: { log: "HEALTHY" } }, log: {} },
    ["depends-on-health"],
  ],
  ["the end of an essential container", { app: { dependsOn: { log: "COMPLETE" } }, log: {} }, ["depends-on-essential"]],
  [
    "the success of an essential container",
    { app: { dependsOn: { log: "SUCCESS" } }, log: { essential: true } },
    ["depends-on-essential"],
  ],
])("containers that wait for %s are refused", (_, parts, expected) => {
  expect(codes(parts)).toEqual(expected);
});

test("a circle is shown as it runs, without the containers that only lead to it", () => {
  const found = checkDependencies(
    containers({
      outside: { dependsOn: { a: "START" } },
      a: { dependsOn: { leaf: "START", b: "START" } },
      b: { dependsOn: { c: "START" } },
      c: { dependsOn: { a: "START" } },
      leaf: {},
    }),
  );
  expect(found).toMatchObject([
    {
      code: "depends-on-cycle",
      prop: "containers.c.dependsOn",
      got: "a waits for b waits for c waits for a",
      fix: "remove one of these, such as a from dependsOn of c",
    },
  ]);
});

test("circles that share a container are each named", () => {
  const parts = {
    a: { dependsOn: { b: "START" } },
    b: { dependsOn: { a: "START", c: "START" } },
    c: { dependsOn: { b: "START" } },
  } as const;
  expect(checkDependencies(containers(parts)).map(({ got }) => got)).toEqual([
    "a waits for b waits for a",
    "b waits for c waits for b",
  ]);
});

test("a task without an essential container is refused, be it of one container or of several", () => {
  expect(checkDependencies(containers({ app: { essential: false } }))).toMatchObject([
    { code: "no-essential-container", prop: "container.essential" },
  ]);
  expect(checkDependencies(containers({ app: { essential: false }, log: { essential: false } }))).toMatchObject([
    { code: "no-essential-container", prop: "containers", got: "essential: false on app, log" },
  ]);
});

test("a task without any container is refused by their number alone", () => {
  expect(checkDependencies([])).toEqual([]);
});

test("all that is wrong is named at once", () => {
  const parts = {
    a: { dependsOn: { b: "HEALTHY", nobody: "START" } },
    b: { dependsOn: { a: "SUCCESS" } },
  } as const;
  expect(codes(parts)).toEqual(["depends-on-health", "unknown-container", "depends-on-essential", "depends-on-cycle"]);
});
