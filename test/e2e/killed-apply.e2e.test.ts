import { execaSync } from "execa";
import { describe, expect, test } from "vitest";
import { killedEnvironment } from "./support/killed-apply";
import { localTools, projectRoot } from "./support/local-tools";

const { tools, skipped } = localTools();
const hasAwsCli = !execaSync("aws", ["--version"], { reject: false }).failed;
const withoutCli = hasAwsCli ? "" : " (skipped: there is no AWS CLI on this machine)";

/** Two of the kills of bench/kills, at chosen moments; docs/day-two.md is what the way back follows. */
describe.skipIf(tools === undefined || !hasAwsCli)(`a first apply that is killed${skipped}${withoutCli}`, () => {
  test("leaves nothing behind once the printed commands are typed, whether it was looked at first or applied over", async () => {
    if (tools === undefined) return;
    await using world = await killedEnvironment(tools, "dev", projectRoot);
    const bare = await world.emulator.leftovers();

    // network and addresses are there, hardly anything is saved, and the one who finds it applies again
    const platform = await world.kill("platform", { calls: 60 }, "apply");
    expect(platform).toMatchObject({ ended: false, changes: 0 });
    expect(platform.removals).toBeGreaterThan(0);

    const app = await world.kill("app", { calls: 60 }, "look");
    expect(app).toMatchObject({ ended: false, changes: 0, removals: 0 });
    expect(app.adopted).toBeGreaterThan(0);

    await world.destroy("app");
    await world.destroy("platform");
    expect(await world.emulator.leftovers()).toEqual(bare);
  });
});
