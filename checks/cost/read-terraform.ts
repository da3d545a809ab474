import { CostInputError } from "./input-error";
import { looksLikeTerraformJson, readTerraformJson } from "./read-terraform-json";
import { looksLikeTerraformPlan, readTerraformPlan } from "./read-terraform-plan";
import { isObject, type TerraformDocument } from "./terraform-document";

/** A parsed JSON file and the name it should have in messages. */
export interface TerraformInput {
  readonly name: string;
  readonly json: unknown;
}

/**
 * Reads one file in any of the shapes Terraform itself writes or reads: a synthesized `cdk.tf.json`, a plan or state
 * from `terraform show -json`, or plain Terraform JSON.
 *
 * @throws CostInputError when the file is none of these
 */
export function readTerraform(input: TerraformInput): TerraformDocument {
  return readTerraformModule(input.name, [input]);
}

/**
 * Reads the files of one directory as one root module, as Terraform does. A plan stands alone.
 *
 * @throws CostInputError when a file is not Terraform
 */
export function readTerraformModule(name: string, inputs: readonly TerraformInput[]): TerraformDocument {
  const files = inputs.map((input) => {
    if (isObject(input.json) && (looksLikeTerraformPlan(input.json) || looksLikeTerraformJson(input.json))) {
      return input.json;
    }
    throw new CostInputError(
      input.name,
      describe(input.json),
      "Terraform JSON (resource, provider, ...) or the output of terraform show -json",
      "give a cdk.tf.json, a *.tf.json or a plan shown as JSON",
    );
  });
  const plan = files.find(looksLikeTerraformPlan);
  if (plan === undefined) return readTerraformJson(name, files);
  if (files.length === 1) return readTerraformPlan(name, plan);
  throw new CostInputError(name, "a plan beside other files", "one plan alone", "the plan already contains the others");
}

function describe(json: unknown): string {
  if (Array.isArray(json)) return "a list";
  if (!isObject(json)) return json === null ? "null" : `a ${typeof json}`;
  const keys = Object.keys(json).slice(0, 3);
  return keys.length === 0 ? "an empty object" : `an object with ${keys.join(", ")}`;
}
