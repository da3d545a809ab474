import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Demand, demandOf, type InstanceCapacity } from "./capacity";
import { aService } from "./fixtures";
import { Instances } from "./instances";
import type { PlacementConstraint } from "./model";
import { solve } from "./solve";

const SLOW = 60_000;

const anInstance: InstanceCapacity = {
  type: "test",
  architecture: "x86_64",
  memoryMiB: 100,
  cpu: 100_000,
  interfaces: 0,
  zones: ["a"],
};

interface Case {
  readonly capacity: InstanceCapacity;
  readonly instances: number;
  readonly demands: readonly Demand[];
  readonly daemons: readonly Demand[];
}

const capacities = fc
  .record({
    memoryMiB: fc.integer({ min: 0, max: 12 }),
    cpu: fc.integer({ min: 0, max: 12 }),
    interfaces: fc.integer({ min: 0, max: 2 }),
    zones: fc.constantFrom(["a"], ["a", "b"]),
  })
  .map((sizes): InstanceCapacity => ({ type: "test", architecture: "x86_64", ...sizes }));

const shapes = fc.record({
  count: fc.integer({ min: 0, max: 3 }),
  memoryMiB: fc.integer({ min: 0, max: 8 }),
  cpu: fc.integer({ min: 0, max: 8 }),
  awsvpc: fc.boolean(),
  port: fc.constantFrom(undefined, undefined, 80, 443),
  distinct: fc.boolean(),
  zone: fc.constantFrom(undefined, undefined, "a", "b"),
});

const cases: fc.Arbitrary<Case> = fc
  .tuple(
    capacities,
    fc.integer({ min: 0, max: 3 }),
    fc.array(shapes, { maxLength: 3 }),
    fc.array(shapes, { maxLength: 1 }),
  )
  .map(([capacity, instances, services, daemons]) => ({
    capacity,
    instances,
    demands: services.map((shape, index) => toDemand(`s${index}`, shape, capacity)),
    daemons: daemons.map((shape) => toDemand("daemon", { ...shape, count: 1 }, capacity)),
  }));

type Shape = typeof shapes extends fc.Arbitrary<infer T> ? T : never;

function toDemand(name: string, shape: Shape, capacity: InstanceCapacity): Demand {
  const constraints: PlacementConstraint[] = [];
  if (shape.distinct) {
    constraints.push({ type: "distinctInstance" });
  }
  if (shape.zone !== undefined) {
    constraints.push({ type: "memberOf", expression: `attribute:ecs.availability-zone == ${shape.zone}` });
  }
  const workload = aService(name, {
    memoryMiB: shape.memoryMiB,
    cpu: shape.cpu,
    networkMode: shape.awsvpc ? "awsvpc" : "bridge",
    hostPorts: shape.port === undefined ? [] : [{ port: shape.port, protocol: "tcp" }],
    constraints,
  });
  return demandOf(workload, shape.count, capacity);
}

/** Tries every instance for every task, with rules written down a second time. */
function bruteForce({ capacity, instances, demands, daemons }: Case): boolean {
  const tasks = demands.flatMap((demand) => Array.from({ length: demand.count }, () => demand));
  const placed: Demand[][] = Array.from({ length: instances }, () => []);
  const allowed = (at: number) => {
    const on = placed[at]!;
    const sum = (share: (demand: Demand) => number) => on.reduce((total, demand) => total + share(demand), 0);
    const ports = on.flatMap((demand) => demand.ports);
    return (
      sum((demand) => demand.memoryMiB) <= capacity.memoryMiB &&
      sum((demand) => demand.cpu) <= capacity.cpu &&
      sum((demand) => demand.interfaces) <= capacity.interfaces &&
      new Set(ports).size === ports.length &&
      on.every((demand) => demand.zones[at % capacity.zones.length]) &&
      on.every((demand) => !demand.distinct || on.filter(({ workload }) => workload === demand.workload).length === 1)
    );
  };
  for (let at = 0; at < instances; at++) {
    for (const daemon of daemons) {
      placed[at]!.push(daemon);
      if (!allowed(at)) {
        placed[at]!.pop();
      }
    }
  }
  const placeFrom = (position: number): boolean => {
    if (position === tasks.length) {
      return true;
    }
    for (let at = 0; at < instances; at++) {
      placed[at]!.push(tasks[position]!);
      if (allowed(at) && placeFrom(position + 1)) {
        return true;
      }
      placed[at]!.pop();
    }
    return false;
  };
  return placeFrom(0);
}

const solveCase = ({ capacity, instances, demands, daemons }: Case) =>
  solve(demands, Instances.empty(instances, capacity, daemons));

describe("solve", () => {
  it(
    "agrees with a placer that tries everything",
    () => {
      let feasible = 0;
      fc.assert(
        fc.property(cases, (system) => {
          const possible = bruteForce(system);
          feasible += possible ? 1 : 0;
          expect(solveCase(system).verdict).toBe(possible ? "feasible" : "infeasible");
        }),
        { numRuns: 2000 },
      );
      // neither side of the question may be asked too seldom to mean anything
      expect(feasible).toBeGreaterThan(300);
      expect(feasible).toBeLessThan(1700);
    },
    SLOW,
  );

  it(
    "leaves an arrangement behind that obeys every rule",
    () => {
      fc.assert(
        fc.property(cases, (system) => {
          const solution = solveCase(system);
          if (solution.verdict !== "feasible") {
            return;
          }
          for (const demand of system.demands) {
            const copies = Array.from({ length: system.instances }, (_, at) =>
              solution.instances.copiesOn(at, demand.workload),
            );
            expect(copies.reduce((sum, count) => sum + count, 0)).toBe(demand.count);
            copies.forEach((count, at) => {
              expect(count === 0 || demand.zones[at % system.capacity.zones.length]).toBe(true);
              expect(count).toBeLessThanOrEqual(demand.distinct || demand.ports.length > 0 ? 1 : 3);
            });
          }
          for (let at = 0; at < system.instances; at++) {
            expect(solution.instances.freeMemoryMiB(at)).toBeGreaterThanOrEqual(0);
            expect(solution.instances.freeCpu(at)).toBeGreaterThanOrEqual(0);
            expect(solution.instances.freeInterfaces(at)).toBeGreaterThanOrEqual(0);
          }
        }),
        { numRuns: 500 },
      );
    },
    SLOW,
  );

  it(
    "never makes a system infeasible by adding capacity",
    () => {
      const extra = fc.record({
        instances: fc.integer({ min: 0, max: 2 }),
        memoryMiB: fc.integer({ min: 0, max: 6 }),
        cpu: fc.integer({ min: 0, max: 6 }),
        interfaces: fc.integer({ min: 0, max: 2 }),
      });
      fc.assert(
        fc.property(cases, extra, (system, more) => {
          // a daemon that did not fit before takes room when it does, which is not a matter of capacity
          const before = { ...system, daemons: [] };
          const capacity = {
            ...system.capacity,
            memoryMiB: system.capacity.memoryMiB + more.memoryMiB,
            cpu: system.capacity.cpu + more.cpu,
            interfaces: system.capacity.interfaces + more.interfaces,
          };
          const after = { ...before, capacity, instances: system.instances + more.instances };
          if (solveCase(before).verdict === "feasible") {
            expect(solveCase(after).verdict).toBe("feasible");
          }
        }),
        { numRuns: 1000 },
      );
    },
    SLOW,
  );

  it(
    "never contradicts itself on fleets that are too large to try everything",
    () => {
      const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 30, maxLength: 120 });
      fc.assert(
        fc.property(sizes, fc.integer({ min: 5, max: 60 }), (memories, instances) => {
          const capacity = anInstance;
          const demands = memories.map((memoryMiB, index) =>
            demandOf(aService(`s${index}`, { memoryMiB, cpu: 1 }), 1, capacity),
          );
          const verdict = (count: number) => solve(demands, Instances.empty(count, capacity)).verdict;
          const total = memories.reduce((sum, size) => sum + size, 0);
          const here = verdict(instances);
          if (here === "feasible") {
            expect(total).toBeLessThanOrEqual(instances * 100);
            expect(verdict(instances + 1)).toBe("feasible");
          } else if (here === "infeasible") {
            expect(verdict(instances - 1)).toBe("infeasible");
          }
        }),
        { numRuns: 200 },
      );
    },
    SLOW,
  );

  it(
    "finds the arrangement that leaves nothing free, where there is one",
    () => {
      const whole = 100;
      // each instance cut into parts, so that all of them together fit exactly
      const cuts = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: whole - 1 }), { minLength: 1, maxLength: 3 }), {
        minLength: 2,
        maxLength: 3,
      });
      fc.assert(
        fc.property(cuts, (instances) => {
          const parts = instances.flatMap((marks) => {
            const ends = [...marks.toSorted((a, b) => a - b), whole];
            return ends.map((end, index) => end - (ends[index - 1] ?? 0));
          });
          const capacity: InstanceCapacity = { ...anInstance, memoryMiB: whole };
          const demands = parts.map((memoryMiB, index) => demandOf(aService(`s${index}`, { memoryMiB }), 1, capacity));
          expect(solve(demands, Instances.empty(instances.length, capacity)).verdict).toBe("feasible");
          const tooMuch = [...demands, demandOf(aService("more", { memoryMiB: 1 }), 1, capacity)];
          expect(solve(tooMuch, Instances.empty(instances.length, capacity)).verdict).toBe("infeasible");
        }),
        { numRuns: 500 },
      );
    },
    SLOW,
  );

  it("finds what first-fit-decreasing misses", () => {
    // first-fit-decreasing puts 44 and 44 together, and the 26 has no place left
    const demands = [44, 44, 30, 28, 28, 26].map((memoryMiB, index) =>
      demandOf(aService(`s${index}`, { memoryMiB }), 1, anInstance),
    );
    expect(solve(demands, Instances.empty(2, anInstance)).verdict).toBe("feasible");
  });

  it("proves by counting large tasks what sums cannot show", () => {
    const capacity = anInstance;
    const demands = [demandOf(aService("large", { memoryMiB: 51, cpu: 1 }), 40, capacity)];
    const solution = solve(demands, Instances.empty(39, capacity));
    expect(solution).toMatchObject({ verdict: "infeasible", shortfall: { kind: "arrangement", needed: 40 } });
    expect(solve(demands, Instances.empty(40, capacity)).verdict).toBe("feasible");
  });
});
