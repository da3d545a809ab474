import { type Terraform, TerraformError } from "../terraform";
import type { LookupClients } from "./drawn-ids";
import { findOutsideState, meetsExisting } from "./find-outside-state";
import { explainAdoption } from "./import-blocks";
import type { AwsPlace } from "./import-ids";

/**
 * What to tell somebody whose apply failed. A lock is explained with who holds it and how to clear it; when something
 * exists already, every resource that is there although the state does not know it is named, with the import blocks
 * that adopt it; anything else is said in Terraform's own words.
 */
export async function explainFailure(
  error: unknown,
  terraform: Terraform,
  place: AwsPlace,
  clients: LookupClients,
): Promise<string> {
  const words = error instanceof Error ? error.message : String(error);
  if (!(error instanceof TerraformError) || !meetsExisting(error.diagnostics)) {
    return words;
  }
  const { adoptions, ambiguous } = await findOutsideState(terraform, place, clients);
  if (adoptions.length + Object.keys(ambiguous).length === 0) {
    return words;
  }
  return `${words}\n\n${explainAdoption(adoptions, ambiguous)}`;
}
