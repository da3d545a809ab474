import { dev } from "../../environments/dev";
import type { EnvironmentInput } from "../../environments/schema";
import { machinePlaces } from "../../ops/tools/places";
import { findTools } from "../../ops/tools/tools";
import { type LivingStack, standingSystem } from "./standing-system";
import { countVisitors } from "./visitors";

/** The files of docs/growing.md, one after the other: what each says beside the one before. */
const oneBox: EnvironmentInput = dev;
const severalZones = {
  shape: "multi-az",
  tls: { none: "there is no domain on this walk" },
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
const WALK: readonly [name: string, revision: EnvironmentInput, stacks: readonly LivingStack[]][] = [
  ["one box", oneBox, ["platform", "app"]],
  ["several zones alongside one box", growing, ["platform", "app"]],
  ["several zones", multiAz, ["platform", "app"]],
  ["one box alongside several zones", shrinking, ["platform", "app"]],
  ["one box again", oneBox, ["platform"]],
];

await using system = await standingSystem(await findTools(machinePlaces(process.cwd())), "dev");
const before = await system.leftovers();
for (const [name, input, stacks] of WALK) {
  const revision = await system.revise(input);
  for (const stack of stacks) {
    const started = performance.now();
    let changes = -1;
    const counts = await countVisitors(system.aws, "stowage-dev", async () => {
      changes = await revision.apply(stack);
    });
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(JSON.stringify({ revision: name, stack, seconds, changesInNextPlan: changes, ...counts }));
  }
}
await (await system.revise(oneBox)).destroy();
const { "ecs/task_definitions": _revisions, ...left } = await system.leftovers();
console.log(JSON.stringify({ left, before }));
