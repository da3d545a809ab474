import { findTerraform } from "../tools/find-terraform";
import { isFound, machinePlaces } from "../tools/places";
import { pinnedTerraformVersion } from "../tools/versions";

/**
 * The Terraform of this machine, for commands that work in the caller's own account.
 * @throws Error with the places that were looked at, when none is of the release in `.terraform-version`
 */
export async function pinnedTerraform(projectRoot: string): Promise<string> {
  const terraform = await findTerraform(await pinnedTerraformVersion(projectRoot), machinePlaces(projectRoot));
  if (isFound(terraform)) return terraform.path;
  throw new Error(`no Terraform of the release in .terraform-version:\n  ${terraform.tried.join("\n  ")}`);
}

/** The caller's environment: credentials, profile, region and endpoint are the user's own. */
export function callersEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
