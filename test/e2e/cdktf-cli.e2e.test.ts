import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DescribeServicesCommand, ListClustersCommand } from "@aws-sdk/client-ecs";
import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../ops/emulator/emulator";
import { emulatorClients } from "../../ops/rehearsal/aws-clients";
import { writeCliConfiguration } from "../../ops/tools/cli-configuration";
import { machinePlaces } from "../../ops/tools/places";
import { terraformQuietEnv } from "../../ops/tools/quiet-env";
import { findTools, type Tools } from "../../ops/tools/tools";

const tools = await findTools(machinePlaces(process.cwd()), { install: false }).catch((error: Error) => error);
const missing = tools instanceof Error ? tools.message : "";

/**
 * `cdktf deploy`, `diff` and `destroy` by the CLI itself, against the emulator, with nothing but an endpoint in the
 * environment. Proves that the program and the CLI agree; says nothing about what AWS would accept.
 */
describe.skipIf(missing !== "")(`the CDKTF command line ${missing === "" ? "" : `(skipped: ${missing})`}`, () => {
  let folder: string;
  let emulator: Emulator;
  let env: Record<string, string>;

  beforeAll(async () => {
    const { terraform, provider, moto } = tools as Tools;
    folder = await mkdtemp(path.join(tmpdir(), "stowage-cdktf-"));
    emulator = await startEmulator({ projectRoot: process.cwd(), python: moto.path });
    env = {
      ...terraformQuietEnv(process.env),
      TF_CLI_CONFIG_FILE: await writeCliConfiguration(folder, provider.path),
      TERRAFORM_BINARY_NAME: terraform.path,
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
      CI: "true",
    };
    await clients().s3.send(
      new CreateBucketCommand({
        Bucket: "stowage-dev-terraform-state",
        CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
      }),
    );
  });
  afterAll(async () => {
    await emulator?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs the project's own cdktf; its output folder is the test's. */
  async function cdktf(...args: string[]): Promise<string> {
    const command = path.resolve("node_modules/.bin/cdktf");
    const { stdout } = await promisify(execFile)(command, [...args, "--output", path.join(folder, "out")], {
      env,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  }

  const clients = () => emulatorClients({ url: emulator.url, region: "eu-west-1" });
  // The bucket is there already; bootstrapping it is the rehearsal's business.
  const without = ["--ignore-missing-stack-dependencies", "--skip-provider-lock"];

  test("deploys platform and app, sees no difference afterwards, and destroys both", async () => {
    await cdktf("deploy", "dev-platform", "dev-app", "--auto-approve", ...without);
    const { services } = await clients().ecs.send(
      new DescribeServicesCommand({ cluster: "stowage-dev-cluster", services: ["stowage-dev-backend"] }),
    );
    expect(services).toMatchObject([{ status: "ACTIVE", desiredCount: 1, runningCount: 1 }]);
    const { Contents = [] } = await clients().s3.send(
      new ListObjectsV2Command({ Bucket: "stowage-dev-terraform-state" }),
    );
    expect(Contents.map((object) => object.Key)).toEqual(["dev/app.tfstate", "dev/platform.tfstate"]);

    expect(await cdktf("diff", "dev-app", "--skip-provider-lock")).toContain("No changes");

    await cdktf("destroy", "dev-app", "dev-platform", "--auto-approve", ...without);
    const { clusterArns } = await clients().ecs.send(new ListClustersCommand({}));
    expect(clusterArns).toEqual([]);
  });
});
