import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { CreateBucketCommand, DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../ops/emulator/emulator";
import { emulatorClients } from "../../ops/rehearsal/aws-clients";
import { IMPORTS_FILE } from "../../ops/terraform/adoption/import-blocks";
import { Terraform } from "../../ops/terraform/terraform";
import { writeCliConfiguration } from "../../ops/tools/cli-configuration";
import { terraformQuietEnv } from "../../ops/tools/quiet-env";
import { localTools } from "./support/local-tools";

const { tools, skipped } = localTools();

describe("`cdktf synth`", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "stowage-cdktf-synth-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  // not to the network, where the CDKTF command line asks for newer releases
  const env = { ...terraformQuietEnv(process.env), CI: "true" };
  const run = (command: string[], more: Record<string, string>) =>
    execa(command[0]!, command.slice(1), { env: { ...env, ...more }, extendEnv: false });
  const cdktfSynth = (out: string, environment: string, ...args: string[]) =>
    run(["npx", "--no", "--", "cdktf", "synth", "--output", out, ...args], { STOWAGE_ENV: environment });

  /** Every file below a folder with its bytes. */
  const contents = async (out: string) => {
    const entries = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
    return Promise.all(files.map(async (file) => [path.relative(out, file), await readFile(file, "utf8")]));
  };

  test.each(["dev", "prod"])("writes the same bytes for %s as `npm run synth`", async (environment) => {
    const [cli, npm] = [path.join(folder, `${environment}-cli`), path.join(folder, `${environment}-npm`)];
    await cdktfSynth(cli, environment);
    await run(["npm", "run", "-s", "synth"], { STOWAGE_ENV: environment, CDKTF_OUTDIR: npm });
    const written = await contents(cli);
    expect(written).toEqual(await contents(npm));
    expect(written.map(([file]) => file)).toEqual([
      "manifest.json",
      ...["app", "platform", "state"].map((stack) => `stacks/${environment}-${stack}/cdk.tf.json`),
    ]);
  });

  const hcl = `--hcl writes stacks of %s that Terraform finds valid${skipped}`;
  test.skipIf(tools === undefined).for(["dev", "prod"])(hcl, async (environment) => {
    if (tools === undefined) return;
    const out = path.join(folder, `${environment}-hcl`);
    await cdktfSynth(out, environment, "--hcl");
    const stacks = (await readdir(path.join(out, "stacks"))).sort();
    expect(stacks).toEqual(["app", "platform", "state"].map((stack) => `${environment}-${stack}`));
    const mirror = { TF_CLI_CONFIG_FILE: await writeCliConfiguration(folder, tools.provider.path) };
    for (const stack of stacks) {
      const terraform = new Terraform({
        binary: tools.terraform.path,
        folder: path.join(out, "stacks", stack),
        env: { ...env, ...mirror },
      });
      await terraform.init({ backend: false });
      await terraform.validate();
      expect(await readdir(terraform.folder)).toContain("cdk.tf");
      expect(await readdir(terraform.folder)).not.toContain("cdk.tf.json");
    }
  });
});

/**
 * The README's deployment, with the CDKTF command line itself and nothing but an endpoint in the environment. Proves
 * that the program and the command line agree; says nothing about what AWS would accept.
 */
describe.skipIf(tools === undefined)(`the CDKTF command line${skipped}`, () => {
  let folder: string;
  let emulator: Emulator;
  let env: Record<string, string>;

  beforeEach(async () => {
    if (tools === undefined) return;
    folder = await mkdtemp(path.join(tmpdir(), "stowage-cdktf-"));
    emulator = await startEmulator({ projectRoot: process.cwd(), python: tools.moto.path });
    env = {
      ...terraformQuietEnv(process.env),
      TF_CLI_CONFIG_FILE: await writeCliConfiguration(folder, tools.provider.path),
      TERRAFORM_BINARY_NAME: tools.terraform.path,
      // With a mirror that is a folder, Terraform fails on the second stack that uses CDKTF's cache of providers:
      // "cannot install existing provider directory to itself".
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: "true",
      // one folder for both commands, and not the one that a developer works in
      CDKTF_OUTDIR: path.join(folder, "out"),
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "eu-west-1",
      CI: "true",
    };
  });
  afterEach(async () => {
    await emulator?.[Symbol.asyncDispose]();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  const npx = async (...args: string[]) => (await execa("npx", ["--no", "--", ...args], { env, all: true })).all;
  // `terraform providers lock` asks the registry, whatever mirrors there are.
  const cdktf = (...args: string[]) =>
    npx("cdktf", ...args, "--skip-provider-lock", "--output", path.join(folder, "out"));
  const clients = () => emulatorClients({ url: emulator.url, region: "eu-west-1" });
  const stateFiles = async () => {
    const { Contents = [] } = await clients().s3.send(
      new ListObjectsV2Command({ Bucket: "stowage-dev-terraform-state" }),
    );
    return Contents.map((object) => object.Key);
  };

  test("adopts the bucket that a lost bootstrap left, when it is told to", async () => {
    const location = { CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } } as const;
    await clients().s3.send(new CreateBucketCommand({ Bucket: "stowage-dev-terraform-state", ...location }));
    await expect(npx("stowage", "bootstrap", "--yes")).rejects.toThrow("npx stowage adopt state --env dev --write");
    expect(await npx("stowage", "adopt", "state", "--write")).toContain("aws_s3_bucket.");
    expect(await npx("stowage", "bootstrap", "--yes")).toContain("its own state is in it now");
    expect(await stateFiles()).toEqual(["dev/state.tfstate"]);
  });

  test("deploys what `stowage bootstrap` prepared, sees no difference afterwards, releases, adopts what lost its state, and destroys", async () => {
    await npx("stowage", "bootstrap", "--yes");
    const bare = await emulator.leftovers();
    await cdktf("deploy", "dev-state", "dev-platform", "--auto-approve");
    await cdktf("deploy", "dev-*", "--auto-approve");
    const { services } = await clients().ecs.send(
      new DescribeServicesCommand({ cluster: "stowage-dev-cluster", services: ["stowage-dev-backend"] }),
    );
    expect(services).toMatchObject([{ status: "ACTIVE", desiredCount: 1, runningCount: 1 }]);
    expect(await stateFiles()).toEqual(["dev/app.tfstate", "dev/platform.tfstate", "dev/state.tfstate"]);

    expect(await cdktf("diff", "dev-app")).toContain("No changes");
    const release = ["--ignore-missing-stack-dependencies", "--var", "backend_image=0.2.0"];
    expect(await cdktf("deploy", "dev-app", ...release, "--auto-approve")).toMatch(/1 added, \d+ changed, 1 destroyed/);
    // Somebody else's deployment, by hand: nothing goes back.
    expect(await cdktf("diff", "dev-app")).toContain("No changes");
    expect(await npx("stowage", "releases")).toContain(
      "npx cdktf deploy dev-app --ignore-missing-stack-dependencies --var backend_image=0.1.0",
    );

    // What a first apply leaves that was killed before it saved its state.
    await clients().s3.send(new DeleteObjectCommand({ Bucket: "stowage-dev-terraform-state", Key: "dev/app.tfstate" }));
    await expect(npx("stowage", "adopt", "apps")).rejects.toThrow("[stack-unknown]");
    const before = await emulator.leftovers();
    const words = [...release, "--auto-approve", "--skip-provider-lock", "--output", path.join(folder, "out")];
    await expect(npx("stowage", "deploy", "dev-app", "--", ...words)).rejects.toThrow("aws_ecs_service.backend");
    expect(await emulator.leftovers()).toEqual(before);
    expect(await npx("stowage", "deploy", "dev-app", "--adopt", "--", ...words)).toMatch(/\d\d imported, 0 added/);
    expect(await emulator.leftovers()).toEqual(before);
    expect(await readdir(path.join(folder, "out", "stacks", "dev-app"))).not.toContain(IMPORTS_FILE);
    const nothing = ["state", "platform", "app"].map((stack) => `nothing of dev-${stack} exists outside its state`);
    const looked = await npx("stowage", "adopt");
    for (const sentence of nothing) expect(looked).toContain(sentence);

    await cdktf("destroy", "dev-app", "dev-platform", "--auto-approve");
    expect(await emulator.leftovers()).toEqual(bare);
  });
});
