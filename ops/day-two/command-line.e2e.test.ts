import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { environmentNamed } from "../../environments/environment";
import { connect } from "./aws";
import { type Emulated, emulated, skipped, tools } from "./testing/emulated";

describe.skipIf(tools === undefined)(`what all commands of the second day have in common${skipped}`, () => {
  let world: Emulated;
  beforeAll(async () => {
    if (tools !== undefined) world = await emulated();
  });
  afterAll(() => world?.[Symbol.asyncDispose]());
  afterEach(() => void vi.unstubAllEnvs());

  test("another account than the environment's is refused before anything is asked", async () => {
    for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value);
    const dev = environmentNamed("dev");
    expect((await connect(dev)).account).toBe(world.emulator.account);
    await expect(connect({ ...dev, account: "999999999999" })).rejects.toThrow(
      /environments\/dev\.ts account: \[wrong-account\] got credentials of 123456789012 .* expected credentials of 999999999999/,
    );
  });

  test("stop says what stops and saves, and does nothing where nobody can be asked", async () => {
    const { status, out, err } = await world.stowage(["stop", "-e", "prod"]);
    expect(status).toBe(1);
    expect(out.split("\n")).toEqual([
      "puts prod to sleep: services stowage-prod-backend; schedules stowage-prod-scraper, stowage-prod-notifier, stowage-prod-refresh; Auto Scaling groups stowage-prod-fleet, in account 123456789012, eu-west-1",
      expect.stringMatching(/^saves \d+\.\d\d to \d+\.\d\d of \d+\.\d\d to \d+\.\d\d USD a month/),
      "stays awake: the database stowage-prod-database",
    ]);
    expect(err).toMatch(/^nothing was stopped/);
  });

  test("stop --yes and start say that an environment is not there", async () => {
    for (const args of [["stop", "--yes"], ["start"]]) {
      const { status, err } = await world.stowage([...args, "-e", "dev"]);
      expect([status, err]).toEqual([1, expect.stringContaining("[not-deployed]")]);
    }
  });

  test("a timeout that is no number of minutes is misuse", async () => {
    expect((await world.stowage(["start", "--timeout", "soon"])).status).toBe(2);
  });
});
