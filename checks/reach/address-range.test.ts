import fc from "fast-check";
import { expect, test } from "vitest";
import { SynthesizedApp } from "../model/synthesized-app";
import { SynthesizedStack } from "../model/synthesized-stack";
import { covers, subnetRange } from "./address-range";

function rangeOf(cidr: string): string | undefined {
  const stack = new SynthesizedStack("test", { resource: { aws_subnet: { one: { cidr_block: cidr } } } });
  const app = new SynthesizedApp([stack]);
  return subnetRange(app, app.ofType("aws_subnet")[0]!);
}

test.each([
  ['${cidrsubnet("10.0.0.0/16", 4, 0)}', "10.0.0.0/20"],
  ['${cidrsubnet("10.0.0.0/16", 4, 9)}', "10.0.144.0/20"],
  ['${cidrsubnet("192.168.7.0/24", 4, 15)}', "192.168.7.240/28"],
  ["10.1.2.0/24", "10.1.2.0/24"],
  ["${aws_vpc.elsewhere.cidr_block}", undefined],
])("%s is the range %s", (text, range) => {
  expect(rangeOf(text)).toBe(range);
});

test.each([
  ["0.0.0.0/0", "10.0.0.0/8", true],
  ["10.0.0.0/8", "10.9.0.0/16", true],
  ["10.9.0.0/16", "10.0.0.0/8", false],
  ["10.0.0.0/8", "11.0.0.0/16", false],
  ["::/0", "10.0.0.0/8", false],
  ["nonsense", "10.0.0.0/8", false],
])("%s covers %s: %s", (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

test("every range covers itself and its slices", () => {
  fc.assert(
    fc.property(fc.nat(255), fc.nat({ max: 15 }), (second, slot) => {
      const whole = `10.${second}.0.0/16`;
      expect(covers(whole, whole)).toBe(true);
      expect(covers(whole, rangeOf(`\${cidrsubnet("${whole}", 4, ${slot})}`)!)).toBe(true);
    }),
  );
});
