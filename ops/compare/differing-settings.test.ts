import { expect, test } from "vitest";
import { differingSettings } from "./differing-settings";

test.each<[string, unknown, unknown, unknown[]]>([
  ["nothing", { a: 1, b: [1, { c: 2 }] }, { b: [1, { c: 2 }], a: 1 }, []],
  ["a value", { size: 1 }, { size: 2 }, [{ path: "size", before: 1, after: 2 }]],
  ["one that only the first has", { size: 1 }, {}, [{ path: "size", before: 1, after: undefined }]],
  ["one that only the second has", {}, { size: 1 }, [{ path: "size", before: undefined, after: 1 }]],
  ["a value inside", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, [{ path: "a.c", before: 2, after: 3 }]],
  [
    "a list of values, as a whole",
    { zones: ["a"] },
    { zones: ["a", "b"] },
    [{ path: "zones", before: ["a"], after: ["a", "b"] }],
  ],
  [
    "a block of a list",
    { rule: [{ p: 1 }] },
    { rule: [{ p: 1 }, { p: 2 }] },
    [{ path: "rule[1]", before: undefined, after: { p: 2 } }],
  ],
  ["an object and a list", { a: { 0: "x" } }, { a: ["x"] }, [{ path: "a", before: { 0: "x" }, after: ["x"] }]],
  [
    "JSON in text",
    { policy: '{"Statement":[{"Sid":"A"}]}' },
    { policy: '{"Statement":[{"Sid":"B"}]}' },
    [{ path: "policy.Statement[0].Sid", before: "A", after: "B" }],
  ],
  [
    "JSON in text with Terraform's expressions",
    { container_definitions: '[{"image":${jsonencode(var.image)},"cpu":1}]' },
    { container_definitions: '[{"image":${jsonencode(var.image)},"cpu":2}]' },
    [{ path: "container_definitions[0].cpu", before: 1, after: 2 }],
  ],
  [
    "text that only looks like JSON",
    { user_data: "[settings]" },
    { user_data: "[others]" },
    [{ path: "user_data", before: "[settings]", after: "[others]" }],
  ],
  ["CDKTF's own notes", { "//": { metadata: { path: "a" } } }, { "//": { metadata: { path: "b" } } }, []],
])("finds %s", (_what, before, after, found) => {
  expect(differingSettings(before, after)).toEqual(found);
});
