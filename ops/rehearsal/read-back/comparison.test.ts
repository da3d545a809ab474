import { expect, test } from "vitest";
import { emulatorClients } from "../aws-clients";
import { compared, json, matches, sorted, tags } from "./comparison";
import { readBack } from "./read-back";

test.each<[string, unknown, unknown]>([
  ["equal values", 5, 5],
  ["a number and its text", 5, "5"],
  ["a boolean and its text", true, "true"],
  [
    "an object to which AWS added defaults",
    { name: "web", memory: 64 },
    { name: "web", memory: 64, cpu: 0, mountPoints: [] },
  ],
  ["objects in a list", [{ a: 1 }], [{ a: 1, b: 2 }]],
  ["what was not asked for", undefined, "anything"],
  ["a null, which Terraform has for what was not set", { key: null }, { key: "default" }],
])("accepts %s", (_, asked, got) => {
  expect(matches(asked, got)).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ["another value", 5, 6],
  ["nothing", 5, undefined],
  ["a missing key", { a: 1 }, {}],
  ["another length", ["a"], ["a", "b"]],
  ["another order", ["a", "b"], ["b", "a"]],
  ["a list for an object", { a: 1 }, [{ a: 1 }]],
])("refuses %s", (_, asked, got) => {
  expect(matches(asked, got)).toBe(false);
});

test("compares only what was asked for", () => {
  expect(compared({ size: [1, 2], colour: [undefined, "red"], name: ["", "x"] })).toEqual([
    { what: "size", asked: 1, got: 2 },
  ]);
});

test("brings both sides into one form", () => {
  expect(sorted(["b", "a"])).toEqual(["a", "b"]);
  expect(json('{"a":1}')).toEqual({ a: 1 });
  expect(json(undefined)).toBeUndefined();
  expect(tags([{ Key: "a", Value: "1" }])).toEqual({ a: "1" });
});

test("counts a type without a reader as not read, and one that can not be read as a mismatch", async () => {
  const unreachable = emulatorClients({ url: "http://127.0.0.1:1", region: "eu-west-1" });
  const resources = [
    { address: "aws_new_thing.a", type: "aws_new_thing", values: { id: "1" } },
    { address: "aws_vpc.main", type: "aws_vpc", values: { id: "vpc-1" } },
  ];
  const result = await readBack([], resources, unreachable);
  expect(result.unread).toEqual(["aws_new_thing"]);
  expect(result.mismatches).toEqual([
    { where: "aws_vpc.main", what: "can be read", asked: "yes", got: expect.stringContaining("ECONNREFUSED") },
  ]);
});
