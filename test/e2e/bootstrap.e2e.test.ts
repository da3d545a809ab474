import { access } from "node:fs/promises";
import path from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOutsideState, meetsExisting } from "../../ops/terraform/adoption/find-outside-state";
import { IMPORTS_FILE, importsJson } from "../../ops/terraform/adoption/import-blocks";
import { BOOTSTRAP_STATE, bootstrapState } from "../../ops/terraform/bootstrap";
import { TerraformError } from "../../ops/terraform/terraform";
import { stateStack } from "./fixtures/one-box";
import { ACCOUNT, REGION } from "./fixtures/synthesis";
import { addFile, type EmulatedStack, type EmulatedTerraform, emulateTerraform } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";

const { tools, skipped } = await localTools();
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

    test("adopts a bucket that a killed run created without any state, with the import block that is printed", async () => {
      const location = { CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
      await world.aws.s3.send(new CreateBucketCommand({ Bucket: "orphan-state", ...location }));
      const one = await world.stack("orphan", stateStack("orphan-state"));
      const error = await bootstrapState(one).catch((caught: unknown) => caught);
      expect(error instanceof TerraformError && meetsExisting(error.diagnostics)).toBe(true);
      const { adoptions } = await findOutsideState(one.terraform, { account: ACCOUNT, region: REGION }, world.aws);
      expect(adoptions).toContainEqual({ address: "aws_s3_bucket.state", id: "orphan-state" });
      await addFile(one, IMPORTS_FILE, importsJson(adoptions));
      expect(await bootstrapState(one)).toEqual({ outcome: "created" });
      expect(await addresses(one)).toEqual(BOTH);
    });
  },
);

async function addresses({ terraform }: EmulatedStack): Promise<string[]> {
  return (await terraform.pullState()).resources.map(({ address }) => address).toSorted();
}
