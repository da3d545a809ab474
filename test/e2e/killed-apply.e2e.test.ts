import { execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Leftovers } from "../../ops/emulator/emulator";
import { type KilledEnvironment, killedEnvironment } from "./support/killed-apply";
import { localTools, projectRoot } from "./support/local-tools";

const { tools, skipped } = localTools();
const hasAwsCli = !execaSync("aws", ["--version"], { reject: false }).failed;
const withoutCli = hasAwsCli ? "" : " (skipped: there is no AWS CLI on this machine)";

/** Two of the kills of bench/kills, at chosen moments, in one account; the way back is that of docs/day-two.md. */
describe.skipIf(tools === undefined || !hasAwsCli)(`a first apply that is killed${skipped}${withoutCli}`, () => {
  let world: KilledEnvironment;
  let bare: Leftovers;
  beforeAll(async () => {
    if (tools === undefined) return;
    world = await killedEnvironment(tools, "dev", projectRoot);
    bare = await world.emulator.leftovers();
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test("of the platform, and applied over: the doubles are named and go, and the plan is empty", async () => {
    const platform = await world.kill("platform", { calls: 60 }, "apply");
    expect(platform).toMatchObject({ ended: false, changes: 0 });
    expect(platform.removals).toBeGreaterThan(0);
    expect((await world.counts())["ec2/vpcs"]).toBe(1);
  });

  test("of the app, and looked at first: all of it is adopted, and the plan is empty", async () => {
    const app = await world.kill("app", { calls: 60 }, "look");
    expect(app).toMatchObject({ ended: false, changes: 0, removals: 0 });
    expect(app.adopted).toBeGreaterThan(0);
  });

  test("leaves nothing behind when both are destroyed", async () => {
    await world.destroy("app");
    await world.destroy("platform");
    expect(await world.emulator.leftovers()).toEqual(bare);
  });
});
