import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CalendarLoad } from "./calendar-load";
import { demandOf, type InstanceCapacity } from "./capacity";
import { aSchedule, aService } from "./fixtures";
import { Instances } from "./instances";
import { pressureOn } from "./pressure";

/** Small, so that a bound that is wrong by one is wrong often. */
const capacity: InstanceCapacity = {
  type: "test",
  architecture: "x86_64",
  memoryMiB: 3,
  cpu: 3,
  interfaces: 2,
  zones: ["a"],
};
const noon = { from: Date.UTC(2027, 0, 1, 12) / 60_000, to: Date.UTC(2027, 0, 1, 13) / 60_000 };

describe("pressure", () => {
  it("below 1 means that no order and no choice of instances leaves a task without a place", () => {
    const size = fc.record({
      memoryMiB: fc.integer({ min: 0, max: 2 }),
      cpu: fc.integer({ min: 0, max: 2 }),
      awsvpc: fc.boolean(),
    });
    const choices = fc.infiniteStream(fc.nat({ max: 1000 }));
    let certain = 0;
    fc.assert(
      fc.property(
        fc.array(size, { maxLength: 4 }),
        fc.array(size, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        choices,
        (services, tasks, count, memoryOnly, choice) => {
          const pick = (below: number) => (choice.next().value ?? 0) % below;
          const toWorkload = (kind: typeof aService, name: string, { awsvpc, ...sizes }: (typeof tasks)[number]) =>
            kind(name, {
              memoryMiB: sizes.memoryMiB,
              cpu: memoryOnly ? 0 : sizes.cpu,
              networkMode: awsvpc && !memoryOnly ? "awsvpc" : "bridge",
            });
          const placed = Instances.empty(count, capacity);
          for (const [index, service] of services.entries()) {
            const demand = demandOf(toWorkload(aService, `s${index}`, service), 1, capacity);
            const at = pick(count);
            if (placed.fits(at, demand)) {
              placed.place(at, demand);
            }
          }
          const aJob = (name: string, changes: Parameters<typeof aService>[1]) =>
            aSchedule(name, "at(2027-01-01T12:00:00)", changes);
          const demands = tasks.map((task, index) => demandOf(toWorkload(aJob, `t${index}`, task), 1, capacity));
          if (pressureOn(new CalendarLoad(demands, noon), placed)(0) >= 1) {
            return;
          }
          certain++;
          // an adversary: tasks in a random order, each onto a random instance that takes it
          const waiting = [...demands];
          while (waiting.length > 0) {
            const [demand] = waiting.splice(pick(waiting.length), 1);
            const open = Array.from({ length: count }, (_, at) => at).filter((at) => placed.fits(at, demand!));
            expect(open.length).toBeGreaterThan(0);
            placed.place(open[pick(open.length)]!, demand!);
          }
        },
      ),
      { numRuns: 3000 },
    );
    expect(certain).toBeGreaterThan(200);
  }, 60_000);
});
