import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { type Emulator, startEmulator } from "../../../ops/emulator/emulator";
import { type AwsClients, emulatorClients } from "../../../ops/rehearsal/aws-clients";
import { limited } from "../../../ops/rehearsal/limit";
import { writeOverride } from "../../../ops/rehearsal/override";
import { readStacks, type SynthesizedStack } from "../../../ops/rehearsal/synthesized";
import { emulatorEnvironment, writeAwsFiles } from "../../../ops/terraform/environment";
import { Terraform } from "../../../ops/terraform/terraform";
import { writeCliConfiguration } from "../../../ops/tools/cli-configuration";
import type { Tools } from "../../../ops/tools/tools";
import { REGION, STATE_BUCKET, type StackFixture, writeSynthesis } from "../fixtures/synthesis";
import { projectRoot } from "./local-tools";

/** In the work folder: one JSON line per AWS call. */
export const REQUEST_LOG = "requests.jsonl";

/** A stack in a folder of its own, led to the emulator. */
export interface EmulatedStack {
  readonly stack: SynthesizedStack;
  readonly terraform: Terraform;
  /** Writes the override again with the state in that place. */
  readonly keepStateIn: (state: "s3" | "local") => Promise<void>;
}

/** An emulator with a bucket for state, and Terraform beside it. */
export interface EmulatedTerraform extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly aws: AwsClients;
  readonly env: Record<string, string>;
  readonly workFolder: string;
  /** Writes a stack; the same name in another folder is the same stack on another machine. */
  stack(name: string, fixture: StackFixture, folder?: string): Promise<EmulatedStack>;
}

export async function emulateTerraform(tools: Tools): Promise<EmulatedTerraform> {
  const workFolder = await mkdtemp(path.join(tmpdir(), "stowage-e2e-"));
  const emulator = await startEmulator({
    projectRoot,
    python: tools.moto.path,
    log: path.join(workFolder, "emulator.log"),
    requestLog: path.join(workFolder, REQUEST_LOG),
  });
  const address = { url: emulator.url, region: REGION };
  const [files, cliConfiguration] = await Promise.all([
    writeAwsFiles(workFolder, address),
    writeCliConfiguration(workFolder, tools.provider.path),
  ]);
  const env = emulatorEnvironment(address, files, cliConfiguration);
  const aws = emulatorClients(address);
  // tests run side by side, and each command starts a provider of some 700 MB
  const limit = limited(2);
  await aws.s3.send(
    new CreateBucketCommand({ Bucket: STATE_BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  await aws.s3.send(
    new PutBucketVersioningCommand({ Bucket: STATE_BUCKET, VersioningConfiguration: { Status: "Enabled" } }),
  );
  return {
    emulator,
    aws,
    env,
    workFolder,
    async stack(name, fixture, folder = name) {
      const root = path.join(workFolder, folder);
      await mkdir(root, { recursive: true });
      await writeSynthesis(root, { [name]: fixture });
      const [stack] = await readStacks(root);
      if (stack === undefined) throw new Error("the fixture has no stack");
      const keepStateIn = (state: "s3" | "local") => writeOverride(stack, { aws: files, state });
      await keepStateIn("s3");
      return {
        stack,
        keepStateIn,
        terraform: new Terraform({ binary: tools.terraform.path, folder: stack.folder, env, limit }),
      };
    },
    async [Symbol.asyncDispose]() {
      await emulator.stop();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}

/** Adds a file to a stack's folder, such as import blocks. */
export async function addFile({ stack }: EmulatedStack, name: string, content: string): Promise<void> {
  await writeFile(path.join(stack.folder, name), content);
}
