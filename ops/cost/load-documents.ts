import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CostInputError } from "../../checks/cost/input-error";
import { readTerraform, readTerraformModule, type TerraformInput } from "../../checks/cost/read-terraform";
import { looksLikeTerraformPlan } from "../../checks/cost/read-terraform-plan";
import { isObject, type TerraformDocument } from "../../checks/cost/terraform-document";

/** A path to read, or a document that has been read already, such as a stack synthesized in memory. */
export type CostInput = readonly (string | TerraformDocument)[];

/**
 * The documents behind files and directories: a `cdk.tf.json`, a `*.tf.json`, a plan from `terraform show -json`, a
 * directory of these, or a whole `cdktf.out` with its stacks.
 *
 * @throws CostInputError when a path is missing, unreadable or no Terraform JSON
 */
export function loadDocuments(input: CostInput): TerraformDocument[] {
  if (input.length === 0) {
    throw new CostInputError("cost", "nothing to read", "a file or directory", "give cdktf.out, a *.tf.json or a plan");
  }
  return input.flatMap((item) => (typeof item === "string" ? fromPath(item) : [item]));
}

function fromPath(path: string): TerraformDocument[] {
  if (!existsSync(path)) {
    throw new CostInputError(
      path,
      "no such file or directory",
      "Terraform JSON",
      "run the synth first, or correct the path",
    );
  }
  return statSync(path).isDirectory() ? fromDirectory(path) : [readTerraform(readInput(path, nameOf(path)))];
}

/** A root module, else every root module below `stacks/`, else every plan in it. */
function fromDirectory(directory: string): TerraformDocument[] {
  const names = readdirSync(directory).sort();
  // override files belong to a copy that is rehearsed, never to what is deployed
  const modules = names.filter((name) => name.endsWith(".tf.json") && !/(^|_)override\.tf\.json$/.test(name));
  if (modules.length > 0) {
    const inputs = modules.map((name) => readInput(join(directory, name), name));
    return [readTerraformModule(basename(directory), inputs)];
  }
  const stacks = join(directory, "stacks");
  if (names.includes("stacks") && statSync(stacks).isDirectory()) {
    const documents = readdirSync(stacks)
      .sort()
      .filter((name) => statSync(join(stacks, name)).isDirectory())
      .flatMap((name) => fromDirectory(join(stacks, name)));
    if (documents.length > 0) return documents;
  }
  const plans = names
    .filter((name) => name.endsWith(".json"))
    .map((name) => readInput(join(directory, name), name))
    .filter((input) => isObject(input.json) && looksLikeTerraformPlan(input.json));
  if (plans.length > 0) return plans.map((plan) => readTerraform(plan));
  const found = names.length === 0 ? "an empty directory" : `a directory with ${names.slice(0, 3).join(", ")}`;
  throw new CostInputError(
    directory,
    found,
    "*.tf.json, stacks/ or a plan in JSON",
    "run the synth first, or give another path",
  );
}

function readInput(path: string, name: string): TerraformInput {
  try {
    return { name, json: JSON.parse(readFileSync(path, "utf8")) };
  } catch (error) {
    const reason = error instanceof SyntaxError ? "text that is no JSON" : "a file that can't be read";
    throw new CostInputError(
      path,
      reason,
      "Terraform JSON",
      "give a *.tf.json, or terraform show -json <plan> > plan.json",
    );
  }
}

/** `stacks/dev-app/cdk.tf.json` is called by its directory, any other file by itself. */
function nameOf(path: string): string {
  const file = basename(path);
  return file === "cdk.tf.json" ? basename(dirname(path)) : file;
}
