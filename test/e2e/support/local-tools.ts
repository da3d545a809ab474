import path from "node:path";
import { findMoto } from "../../../ops/tools/find-moto";
import { findProviderMirror } from "../../../ops/tools/find-provider";
import { findTerraform } from "../../../ops/tools/find-terraform";
import { isFound, machinePlaces } from "../../../ops/tools/places";
import { hashicorpPlatform } from "../../../ops/tools/platform";
import type { Tools } from "../../../ops/tools/tools";
import { pinnedTerraformVersion } from "../../../ops/tools/versions";

export const projectRoot = path.resolve(import.meta.dirname, "../../..");

/** The tools of this machine, or why tests that need them are skipped. Tests install nothing. */
export async function localTools(): Promise<{ tools: Tools | undefined; skipped: string }> {
  const places = machinePlaces(projectRoot);
  const [terraform, provider, moto] = await Promise.all([
    findTerraform(await pinnedTerraformVersion(projectRoot), places),
    findProviderMirror(hashicorpPlatform(), places),
    findMoto(places),
  ]);
  if (isFound(terraform) && isFound(provider) && isFound(moto)) {
    return { tools: { terraform, provider, moto }, skipped: "" };
  }
  const missing = Object.entries({ Terraform: terraform, "the AWS provider": provider, moto })
    .filter(([, found]) => !isFound(found))
    .map(([name]) => name);
  return { tools: undefined, skipped: ` (skipped: ${missing.join(", ")} not found on this machine)` };
}
