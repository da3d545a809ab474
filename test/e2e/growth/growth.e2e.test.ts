import { expect, test } from "vitest";
import { dev } from "../../../environments/dev";
import type { EnvironmentInput } from "../../../environments/schema";
import { localTools } from "../support/local-tools";
import { type LivingStack, standingSystem } from "./standing-system";
import { type Counts, countVisitors } from "./visitors";

const { tools, skipped } = localTools();

/** The files of docs/growing.md, one after the other: what each says beside the one before. */
const oneBox: EnvironmentInput = dev;
const severalZones = {
  shape: "multi-az",
  tls: { none: "there is no domain in this test" },
  budget: { monthlyUsd: 200, freeTier: "none" },
} as const;
const growing: EnvironmentInput = { ...oneBox, ...severalZones, alongside: "one-box" };
const multiAz: EnvironmentInput = {
  ...oneBox,
  ...severalZones,
  fleet: { ...oneBox.fleet, instanceType: "t3.small", min: 2, max: 3 },
};
const shrinking: EnvironmentInput = { ...multiAz, shape: "one-box", alongside: "multi-az", fleet: oneBox.fleet };

/** Each apply of the walk there and back, in the order of docs/growing.md. */
const WALK: readonly [revision: EnvironmentInput, stacks: readonly LivingStack[]][] = [
  [growing, ["platform", "app"]],
  [multiAz, ["platform", "app"]],
  [shrinking, ["platform", "app"]],
  [oneBox, ["platform"]],
];

test.skipIf(tools === undefined)(
  `a standing system grows from one box to several zones and back, and each plan after an apply is empty${skipped}`,
  async () => {
    if (tools === undefined) return;
    await using system = await standingSystem(tools, "dev");
    const before = await system.leftovers();
    const first = await system.revise(oneBox);
    expect([await first.apply("platform"), await first.apply("app")]).toEqual([0, 0]);

    const counted: [stack: LivingStack, counts: Counts][] = [];
    for (const [input, stacks] of WALK) {
      const revision = await system.revise(input);
      for (const stack of stacks) {
        let changes = -1;
        const counts = await countVisitors(system.aws, "stowage-dev", async () => {
          changes = await revision.apply(stack);
        });
        expect(changes, `the plan after ${input.shape} ${stack}`).toBe(0);
        counted.push([stack, counts]);
      }
    }
    console.log(JSON.stringify(counted));
    await (await system.revise(oneBox)).destroy();
    const { "ecs/task_definitions": _revisions, ...left } = await system.leftovers();
    expect(left).toEqual(before);
  },
  // Ten applies, most of whose time is what the provider gives AWS: five to seven minutes.
  1_500_000,
);
