import fc from "fast-check";
import { expect, test } from "vitest";
import { checkCidr, planSubnets } from "./cidr";

const codes = (cidr: string, zones: number) => checkCidr(cidr, zones).map((violation) => violation.code);

test.each([
  ["10.20.0.0/16", 2, []],
  ["10.20.0.0/16", 6, []],
  ["10.0.0.0/28", 1, ["cidr-zones"]],
  ["10.0.0.0/27", 1, []],
  ["10.0.0.0/27", 2, ["cidr-zones"]],
  ["10.0.0.0/26", 2, []],
  ["10.0.0.0/16", 7, ["cidr-zones"]],
  ["10.0.0.0/16", 0, ["cidr-zones"]],
  ["10.0.0.0/16", 1.5, ["cidr-zones"]],
  ["10.0.0.0/8", 2, ["cidr-size"]],
  ["10.0.0.1/16", 2, ["cidr-host-bits"]],
  ["10.0.0.1/16", 9, ["cidr-host-bits", "cidr-zones"]],
  ["10.0.0/16", 2, ["cidr-invalid"]],
  ["fd00::/56", 2, ["cidr-invalid"]],
  ["banana", 2, ["cidr-invalid"]],
])("%s with %s zones yields %j", (cidr, zones, expected) => {
  expect(codes(cidr, zones)).toEqual(expected);
});

test("says which address a range with host bits should begin with", () => {
  expect(checkCidr("10.0.3.7/20", 2)[0]).toMatchObject({ fix: "write 10.0.0.0/20" });
});

test("subnets never overlap, fit the range and keep their slots when a zone is added", () => {
  const ranges = fc.record({ prefix: fc.integer({ min: 16, max: 27 }), zones: fc.integer({ min: 1, max: 6 }) });
  fc.assert(
    fc.property(ranges, ({ prefix, zones }) => {
      const cidr = `10.0.0.0/${prefix}`;
      fc.pre(codes(cidr, zones).length === 0);
      const plan = planSubnets(cidr, zones);
      const slots = [...plan.publicSlots, ...plan.privateSlots];
      expect(new Set(slots).size).toBe(2 * zones);
      expect(Math.max(...slots)).toBeLessThan(2 ** plan.bits);
      expect(prefix + plan.bits).toBeLessThanOrEqual(28);
      if (zones === 1) return;
      const fewer = planSubnets(cidr, zones - 1);
      expect(plan.publicSlots.slice(0, -1)).toEqual(fewer.publicSlots);
      expect(plan.privateSlots.slice(0, -1)).toEqual(fewer.privateSlots);
    }),
  );
});
