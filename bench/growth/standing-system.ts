import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { check } from "../../checks/check";
import { parseEnvironment } from "../../environments/environment";
import type { EnvironmentInput } from "../../environments/schema";
import { type Emulator, type Leftovers, startEmulator } from "../../ops/emulator/emulator";
import { type AwsClients, emulatorClients } from "../../ops/rehearsal/aws-clients";
import { emptyBuckets } from "../../ops/rehearsal/empty-buckets";
import { writeOverride } from "../../ops/rehearsal/override";
import { copyStacks, readStacks, type SynthesizedStack } from "../../ops/rehearsal/synthesized";
import { type AwsFiles, emulatorEnvironment, writeAwsFiles } from "../../ops/terraform/environment";
import { Terraform } from "../../ops/terraform/terraform";
import { writeCliConfiguration } from "../../ops/tools/cli-configuration";
import type { Tools } from "../../ops/tools/tools";
import { buildSystem } from "../../stacks/system";

const PLAN = "revision.plan";
const REGION = "eu-west-1";

/** The stacks that a revision changes; the one that keeps their state is not among them. */
export type LivingStack = "platform" | "app";

/** An environment that lives in the emulator through one revision of its file after the other. */
export interface StandingSystem extends AsyncDisposable {
  readonly aws: AwsClients;
  /** Synthesizes a revision of the environment's file, judged as every synthesis is. @returns what it can be applied with */
  revise(input: EnvironmentInput): Promise<Revision>;
  leftovers(): Promise<Leftovers>;
}

export interface Revision {
  /** Applies one stack, and plans it again. @returns how many changes the second plan has: none, when all is well */
  apply(stack: LivingStack): Promise<number>;
  destroy(): Promise<void>;
}

export async function standingSystem(tools: Tools, environment: string): Promise<StandingSystem> {
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-growth-"));
  const emulator = await startEmulator({
    projectRoot: process.cwd(),
    python: tools.moto.path,
    log: path.join(folder, "emulator.log"),
  });
  const address = { url: emulator.url, region: REGION };
  const aws = emulatorClients(address);
  const files = await writeAwsFiles(folder, address);
  const env = emulatorEnvironment(address, files, await writeCliConfiguration(folder, tools.provider.path));
  const bucket = `stowage-${environment}-terraform-state`;
  await aws.s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  await aws.s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }));
  let revisions = 0;
  const terraformIn = (stack: SynthesizedStack) =>
    new Terraform({ binary: tools.terraform.path, folder: stack.folder, env });
  return {
    aws,
    async revise(input) {
      const place = path.join(folder, `revision-${++revisions}`);
      const stacks = await synthesized(input, place, files);
      const inStack = (stack: LivingStack) => terraformIn(named(stacks, `${environment}-${stack}`));
      return {
        async apply(stack) {
          const terraform = inStack(stack);
          await terraform.init();
          await terraform.plan(PLAN);
          await terraform.apply(PLAN);
          const { add, change, remove } = (await terraform.plan(PLAN)).counts;
          return add + change + remove;
        },
        async destroy() {
          for (const stack of ["app", "platform"] as const) {
            const terraform = inStack(stack);
            await terraform.init();
            await emptyBuckets((await terraform.pullState()).resources, aws.s3);
            await terraform.destroy();
          }
        },
      };
    },
    leftovers: () => emulator.leftovers(),
    [Symbol.asyncDispose]: () => end(emulator, folder),
  };
}

async function synthesized(input: EnvironmentInput, place: string, aws: AwsFiles): Promise<SynthesizedStack[]> {
  const environment = parseEnvironment(input, "a revision");
  const { app } = buildSystem(environment, `${place}-out`);
  check(app, { budget: environment.budget });
  app.synth();
  const stacks = await copyStacks(await readStacks(app.outdir), place);
  for (const stack of stacks) await writeOverride(stack, { aws, state: "s3" });
  return stacks;
}

function named(stacks: readonly SynthesizedStack[], name: string): SynthesizedStack {
  const found = stacks.find((stack) => stack.name === name);
  if (found === undefined) throw new Error(`there is no stack ${name}`);
  return found;
}

async function end(emulator: Emulator, folder: string): Promise<void> {
  await emulator.stop();
  await rm(folder, { recursive: true, force: true });
}
