import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { environmentNamed } from "../../environments/environment";
import { connect } from "../day-two/aws";
import { explained, Refusal } from "../day-two/refusal";
import { copyStacks, readStacks, type SynthesizedStack } from "../rehearsal/synthesized";
import { findOutsideState } from "../terraform/adoption/find-outside-state";
import { explainAdoption, IMPORTS_FILE, importsJson } from "../terraform/adoption/import-blocks";
import { callersEnv, pinnedTerraform } from "../terraform/callers-own";
import { Terraform } from "../terraform/terraform";
import { projectRoot, synthesizeEnvironment } from "./project";

export interface AdoptOptions {
  readonly environment: string;
  /** `state`, `platform` or `app`. */
  readonly stack: string;
  /** Whether to put the import blocks beside the stack, for the next deployment. */
  readonly write: boolean;
}

/**
 * `stowage adopt`: names what a stack would create although it exists, because a run was killed before it saved its
 * state, and the import blocks that adopt it. Changes nothing in AWS; a lock that a dead run left is explained.
 * @returns the exit status: 0 answered
 */
export async function runAdopt({ environment: name, stack, write }: AdoptOptions): Promise<number> {
  const environment = environmentNamed(name);
  const wanted = await stackNamed(`${name}-${stack}`, await synthesizeEnvironment(name));
  process.stderr.write(`planning ${wanted.name}, and asking AWS for everything that it would create\n`);
  const { region } = environment;
  const { account } = await connect(environment).catch((error: unknown) => {
    throw explained(error, name);
  });
  const workFolder = path.join(projectRoot, ".local", "adopt", name);
  await rm(workFolder, { recursive: true, force: true });
  try {
    const [copy] = await copyStacks([wanted], workFolder);
    const terraform = new Terraform({
      binary: await pinnedTerraform(projectRoot),
      folder: copy?.folder ?? "",
      env: callersEnv(),
    });
    await terraform.init();
    const { adoptions, ambiguous } = await findOutsideState(terraform, { account, region }, clients(region));
    if (adoptions.length + Object.keys(ambiguous).length === 0) {
      process.stdout.write(`nothing that ${wanted.name} would create exists\n`);
      return 0;
    }
    process.stdout.write(`${explainAdoption(adoptions, ambiguous)}\n`);
    if (!write) return 0;
    const file = path.join(wanted.folder, IMPORTS_FILE);
    await writeFile(file, importsJson(adoptions));
    process.stdout.write(`\nwritten to ${path.relative(process.cwd(), file)}: deploy ${wanted.name}, then delete it\n`);
    return 0;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function stackNamed(name: string, output: string): Promise<SynthesizedStack> {
  const stacks = await readStacks(output);
  const found = stacks.find((stack) => stack.name === name);
  if (found !== undefined) return found;
  throw new Refusal({
    code: "stack-unknown",
    path: "stowage adopt",
    got: name,
    expected: `one of ${stacks.map((stack) => stack.name).join(", ")}`,
    fix: "name the stack without its environment, such as app",
  });
}

function clients(region: string) {
  return {
    ec2: new EC2Client({ region }),
    secrets: new SecretsManagerClient({ region }),
    sqs: new SQSClient({ region }),
  };
}
