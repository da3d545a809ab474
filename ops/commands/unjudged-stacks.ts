import { readTerraformJson } from "../../checks/cost/read-terraform-json";
import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { synthesizedStacks } from "../../checks/model/synthesize-stacks";
import type { SynthesizedStack } from "../../checks/model/synthesized-stack";
import { environmentNamed } from "../../environments/environment";
import type { Environment } from "../../environments/schema";
import { buildSystem } from "../../stacks/system";
import { scratchFolder } from "./scratch-folder";

/**
 * An environment's stacks as Terraform will read them, made in memory and not judged: what a system costs, and what its
 * containers wrote, is asked just when something is wrong with it, such as a budget that is exceeded.
 */
export async function unjudgedStacks(environment: Environment): Promise<readonly SynthesizedStack[]> {
  // CDKTF makes its output folder before anything is written to it.
  await using scratch = await scratchFolder("stacks");
  const stacks = synthesizedStacks(buildSystem(environment, scratch.path).app);
  return stacks.toSorted((a, b) => (a.name < b.name ? -1 : 1)); // as they stand in cdktf.out
}

/**
 * The same stacks as documents, for what also reads Terraform's own files.
 * @throws ConfigError for an unknown environment or a wrong environment file
 */
export async function unjudgedDocuments(environment: string): Promise<TerraformDocument[]> {
  return (await unjudgedStacks(environmentNamed(environment))).map(({ name, json }) => readTerraformJson(name, [json]));
}
