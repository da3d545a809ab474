import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Diagnostic } from "../messages";
import { type Terraform, TerraformError } from "../terraform";
import { type Adoption, IMPORTS_FILE, importsJson } from "./import-blocks";

/**
 * Plans with import blocks, and gives back those of the candidates that Terraform found, after the ones that it is known
 * to find. The plan that is left is the one with all of these.
 *
 * Terraform names the address of what it does not find, mostly. Where it names nothing, halves are tried, so that one
 * message of a provider that nobody has seen before costs some plans and not the answer.
 *
 * @throws TerraformError where it is no import that fails
 */
export async function planFound(
  terraform: Pick<Terraform, "folder" | "plan">,
  plan: string,
  known: readonly Adoption[],
  candidates: readonly Adoption[],
): Promise<readonly Adoption[]> {
  const failed = await attempt(terraform, plan, [...known, ...candidates]);
  if (failed === undefined) return [...known, ...candidates];
  const found = candidates.filter((candidate) => !failed.diagnostics.some((said) => isAbout(said, candidate)));
  if (found.length < candidates.length) return planFound(terraform, plan, known, found);
  if (candidates.length === 0 || (await attempt(terraform, plan, known)) !== undefined) throw failed;
  if (candidates.length === 1) return known;
  const half = Math.ceil(candidates.length / 2);
  const first = await planFound(terraform, plan, known, candidates.slice(0, half));
  return planFound(terraform, plan, first, candidates.slice(half));
}

async function attempt(
  terraform: Pick<Terraform, "folder" | "plan">,
  plan: string,
  adoptions: readonly Adoption[],
): Promise<TerraformError | undefined> {
  await writeFile(path.join(terraform.folder, IMPORTS_FILE), importsJson(adoptions));
  try {
    await terraform.plan(plan);
    return undefined;
  } catch (error) {
    if (error instanceof TerraformError) return error;
    throw error;
  }
}

/** By its address, or where a provider forgets that, by every part of its id. */
function isAbout({ summary, detail, address }: Diagnostic, wanted: Adoption): boolean {
  const text = `${summary} ${detail}`;
  if (address !== undefined || /"[a-z0-9]+_[a-z0-9_]+\.[\w-]+/.test(text)) {
    return address === wanted.address || text.includes(`"${wanted.address}"`);
  }
  return wanted.id.split(/[/_,]/).every((part) => text.includes(part));
}
