import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlacement } from "./check-placement";
import { aService, aSystem } from "./fixtures";
import type { PlacementSystem } from "./model";

describe("checkPlacement", () => {
  const wild = fc.oneof(
    fc.integer({ min: -10, max: 4000 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0.5, 1e12),
  );
  const workloads = fc
    .record({
      kind: fc.constantFrom("service", "daemon", "scheduled"),
      desired: fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constantFrom(Number.NaN, 2.5)),
      minimumHealthyPercent: fc.integer({ min: 0, max: 120 }),
      maximumPercent: fc.integer({ min: 0, max: 300 }),
      cpu: wild,
      memoryMiB: wild,
      port: fc.constantFrom(undefined, 80, 22),
      networkMode: fc.constantFrom("bridge", "host", "awsvpc", "none"),
      expression: fc.constantFrom(
        "cron(0 0 * * ? *)",
        "rate(1 minute)",
        "rate(1 hours)",
        "nonsense",
        "cron(0 0 30 2 ? *)",
      ),
      timeZone: fc.constantFrom("UTC", "Europe/Rome"),
      maxDurationMinutes: fc.constantFrom(0, 5, 2000, 1e9, Number.NaN),
      constraint: fc.constantFrom("attribute:x == y", "", "attribute:ecs.availability-zone in [a,b]", "(("),
    })
    .map(({ port, expression, timeZone, constraint, ...rest }) => ({
      ...aService("any"),
      ...rest,
      hostPorts: port === undefined ? [] : [{ port, protocol: "tcp" as const }],
      timetable: { expression, timeZone },
      constraints: [{ type: "memberOf" as const, expression: constraint }],
    }));
  const systems: fc.Arbitrary<PlacementSystem> = fc
    .tuple(
      fc.array(workloads, { maxLength: 5 }),
      fc.integer({ min: -1, max: 4 }),
      fc.constantFrom([], ["a"], ["a", "b"]),
    )
    .map(([list, max, zones]) =>
      aSystem(
        list.map((workload, index) => ({ ...workload, name: `w${index}`, path: `dev/w${index}` })),
        { min: 0, max, zones },
      ),
    );

  it("never crashes, and says the same thing twice", () => {
    fc.assert(
      fc.property(systems, (system) => {
        const first = checkPlacement(system);
        expect(JSON.stringify(checkPlacement(system).findings)).toBe(JSON.stringify(first.findings));
        for (const finding of first.findings) {
          expect(finding.fix).not.toMatch(/undefined|NaN|\.$/);
          expect(finding.code).toMatch(/^placement-[a-z-]+$/);
          expect(finding.source).toMatch(/^https:/);
        }
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("judges each fleet by its own workloads", () => {
    const system = aSystem([aService("a", { memoryMiB: 800, minimumHealthyPercent: 0 })]);
    const other = { ...system.fleets[0]!, name: "other", path: "dev/other", instanceType: "t3.nano" };
    const both = { ...system, fleets: [...system.fleets, other] };
    expect(checkPlacement(both).findings.map((finding) => finding.code)).toEqual(["placement-roll-downtime"]);
  });
});
