import { writeFile } from "node:fs/promises";
import path from "node:path";
import { EMULATOR_ACCOUNT, type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { type AwsFiles, emulatorEnvironment, writeAwsFiles } from "../terraform/environment";
import { Terraform } from "../terraform/terraform";
import { writeCliConfiguration } from "../tools/cli-configuration";
import type { Tools } from "../tools/tools";
import { type AwsClients, emulatorClients } from "./aws-clients";
import { constructPath } from "./construct-paths";
import { givenBuckets, makeBuckets } from "./given-buckets";
import { limited } from "./limit";
import type { RehearsalOptions } from "./options";
import { writeOverride } from "./override";
import type { Diagnosed } from "./requests";
import { copyStacks, type StackDocument, type SynthesizedStack } from "./synthesized";

/** Everything that a rehearsal's steps work with. */
export interface Setting extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly aws: AwsClients;
  readonly awsFiles: AwsFiles;
  readonly region: string;
  readonly workFolder: string;
  /** The copies, dependencies first. */
  readonly stacks: readonly SynthesizedStack[];
  /** What Terraform has said against resources so far. */
  readonly diagnosed: readonly Diagnosed[];
  terraformIn(stack: SynthesizedStack): Terraform;
}

const DEFAULT_PARALLEL = 3;

/** Starts the emulator and copies the stacks, each with the override file that leads it there. */
export async function prepareSetting(
  tools: Tools,
  synthesized: readonly SynthesizedStack[],
  workFolder: string,
  options: RehearsalOptions,
): Promise<Setting> {
  const { parallel = DEFAULT_PARALLEL, signal } = options;
  const region = oneOf(synthesized, "region") ?? "us-east-1";
  const cliConfiguration = await writeCliConfiguration(workFolder, tools.provider.path);
  const stacks = await copyStacks(synthesized, workFolder);
  const emulator = await startEmulator(emulatorOptions(tools, synthesized, workFolder, options));
  const address = { url: emulator.url, region };
  const limit = limited(parallel);
  try {
    const aws = emulatorClients(address);
    const awsFiles = await writeAwsFiles(workFolder, address);
    await Promise.all(stacks.map((stack) => prepareStack(stack, awsFiles, options.variables?.[stack.name])));
    await makeBuckets(givenBuckets(stacks), region, aws.s3);
    const diagnosed: Diagnosed[] = [];
    const common = {
      binary: tools.terraform.path,
      env: emulatorEnvironment(address, awsFiles, cliConfiguration),
      limit,
    };
    return {
      emulator,
      aws,
      awsFiles,
      region,
      workFolder,
      stacks,
      diagnosed,
      terraformIn: (stack) =>
        new Terraform({
          ...common,
          folder: stack.folder,
          describeAddress: (address) => withConstruct(address, constructPath(stack, address)),
          onErrors: (errors) => diagnosed.push(...errors.map((diagnostic) => ({ stack: stack.name, diagnostic }))),
          ...(signal === undefined ? {} : { signal }),
        }),
      [Symbol.asyncDispose]: () => emulator.stop(),
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

function emulatorOptions(
  tools: Tools,
  synthesized: readonly SynthesizedStack[],
  workFolder: string,
  { projectRoot, requestLog }: RehearsalOptions,
): EmulatorOptions {
  return {
    projectRoot,
    python: tools.moto.path,
    account: oneOf(synthesized, "allowed_account_ids") ?? EMULATOR_ACCOUNT,
    log: path.join(workFolder, "emulator.log"),
    ...(requestLog === undefined ? {} : { requestLog }),
  };
}

async function prepareStack(stack: SynthesizedStack, aws: AwsFiles, variables: object | undefined): Promise<void> {
  await writeOverride(stack, { aws, state: "s3" });
  if (variables !== undefined) {
    await writeFile(path.join(stack.folder, "rehearsal.auto.tfvars.json"), JSON.stringify(variables));
  }
}

function withConstruct(address: string, construct: string | undefined): string {
  return construct === undefined ? address : `${address} (${construct})`;
}

/** The first literal value of an argument of the stacks' providers. */
function oneOf(stacks: readonly SynthesizedStack[], argument: string): string | undefined {
  const providers = stacks.flatMap(({ document }: { document: StackDocument }) => document.provider.aws);
  return providers
    .flatMap((provider) => provider[argument])
    .find((value): value is string => typeof value === "string");
}
