import { expect, test } from "vitest";
import { environmentNamed } from "../../environments/environment";
import type { Environment } from "../../environments/schema";
import { unjudgedStacks } from "../commands/unjudged-stacks";
import { resourcesOf } from "./resources";
import { comparisonOfResources } from "./table";

const STYLE = { width: 100, color: false };
const table = (before: Record<string, unknown>, after: Record<string, unknown>) =>
  comparisonOfResources(new Map(Object.entries(before)), new Map(Object.entries(after)), ["dev", "prod"], STYLE);

test("shows what one side alone has, and each setting of the others", () => {
  const lines = table(
    { alarm: { threshold: 1 }, box: { size: 1, policy: "x".repeat(91) }, same: { a: 1 } },
    { box: { size: 2, policy: "short" }, dashboard: {}, same: { a: 1 } },
  ).split("\n");
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ["", "dev", "prod"],
    ["alarm", "yes", "-"],
    ["box"],
    ["· size", "1", "2"],
    ["· policy", "91 characters", "short"],
    ["dashboard", "-", "yes"],
    ["1 of 4 resources are the same"],
    [""],
  ]);
});

test("an environment differs from itself in nothing, and from a larger one in its instance", async () => {
  const resources = async (environment: Environment) =>
    resourcesOf(await unjudgedStacks(environment), environment.name);
  const dev = environmentNamed("dev");
  const larger = { ...dev, fleet: { ...dev.fleet, instanceType: "t3.small" } };
  const small = await resources(dev);
  expect(comparisonOfResources(small, await resources(dev), ["a", "b"], STYLE)).toMatch(
    /^no resource differs\n(\d+) of \1 /,
  );
  expect(comparisonOfResources(small, await resources(larger), ["a", "b"], STYLE)).toMatch(
    /platform\/fleet\/template \(aws_launch_template\)\n· instance_type +t3.micro +t3.small\n/,
  );
});
