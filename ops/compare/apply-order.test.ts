import { expect, test } from "vitest";
import { dev } from "../../environments/dev";
import { parseEnvironment } from "../../environments/environment";
import type { EnvironmentInput } from "../../environments/schema";
import { unjudgedStacks } from "../commands/unjudged-stacks";
import { applyOrder, stackPairs } from "./apply-order";

const TLS = { tls: { none: "there is no domain in this test" } } as const;
const oneBox: EnvironmentInput = dev;
const multiAz: EnvironmentInput = { ...dev, ...TLS, shape: "multi-az", fleet: { ...dev.fleet, min: 2, max: 2 } };
const growing: EnvironmentInput = { ...dev, ...TLS, shape: "multi-az", alongside: "one-box" };
const shrinking: EnvironmentInput = { ...dev, ...TLS, shape: "one-box", alongside: "multi-az" };

const stacks = (input: EnvironmentInput) => unjudgedStacks(parseEnvironment(input, "a revision"));
const order = async (before: EnvironmentInput, after: EnvironmentInput) =>
  applyOrder(await stacks(before), await stacks(after));

test("a change within a shape needs no order", async () => {
  expect(await order(oneBox, { ...oneBox, fleet: { ...oneBox.fleet, instanceType: "t3.small" } })).toEqual([]);
});

test.each([
  ["one box to several zones", oneBox, multiAz, /take aws_eip\.\S+ away, on which dev-app still stands/],
  ["several zones to one box", multiAz, oneBox, /take aws_lb\S+.* away, on which dev-app still stands/],
])("%s is no change for one pass, and is told where the way is", async (_, before, after, taken) => {
  const [sentence, ...more] = await order(before, after);
  expect(more).toEqual([]);
  expect(sentence).toMatch(/^on a standing system: not in one pass\. dev-platform would /);
  expect(sentence).toMatch(taken);
  expect(sentence).toContain("docs/growing.md");
});

test.each([
  ["there", oneBox, growing, multiAz],
  ["back", multiAz, shrinking, oneBox],
])("%s by a file that names the shape it comes from, each pass has an order", async (_, before, between, after) => {
  expect(await order(before, between)).toEqual([
    "on a standing system: dev-platform first, then dev-app, which reads what is new in it",
  ]);
  expect(stackPairs(await stacks(between), await stacks(after))).toEqual([]);
});
