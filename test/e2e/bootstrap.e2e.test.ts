import { access } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BOOTSTRAP_STATE, bootstrapState } from "../../ops/terraform/bootstrap";
import { stateStack } from "./fixtures/one-box";
import { type EmulatedStack, type EmulatedTerraform, emulateTerraform } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";

const { tools, skipped } = localTools();
const BOTH = ["aws_s3_bucket.state", "aws_s3_bucket_versioning.state"];

describe.skipIf(tools === undefined)(
  `bootstrapping the bucket that keeps the state${skipped}`,
  { concurrent: true },
  () => {
    let world: EmulatedTerraform;
    beforeAll(async () => {
      if (tools !== undefined) world = await emulateTerraform(tools);
    });
    afterAll(() => world?.[Symbol.asyncDispose]());

    test("moves the bucket's own state into it, and changes nothing when it is run again, also elsewhere", async () => {
      const one = await world.stack("fresh", stateStack("fresh-state"));
      let usable = 0;
      const first = await bootstrapState(one, { onUsable: () => usable++ });
      expect([first.outcome, usable]).toEqual(["created", 1]);
      expect(await addresses(one)).toEqual(BOTH);
      await expect(access(path.join(one.stack.folder, BOOTSTRAP_STATE))).rejects.toThrow("ENOENT");

      const elsewhere = await world.stack("fresh", stateStack("fresh-state"), "fresh-elsewhere");
      const again = await bootstrapState(elsewhere, { onUsable: () => usable++ });
      expect([again.outcome, usable]).toEqual(["was there", 2]);
      expect(await addresses(elsewhere)).toEqual(BOTH);
    });

    test("goes on where it was interrupted between creating the bucket and moving the state", async () => {
      const one = await world.stack("half", stateStack("half-state"));
      await one.keepStateIn("local");
      await one.terraform.init({ localState: BOOTSTRAP_STATE });
      await one.terraform.apply();

      expect(await bootstrapState(one)).toEqual({ outcome: "created" });
      expect(await addresses(one)).toEqual(BOTH);
    });
  },
);

async function addresses({ terraform }: EmulatedStack): Promise<string[]> {
  return (await terraform.pullState()).resources.map(({ address }) => address).toSorted();
}
