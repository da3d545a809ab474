import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Diagnostic } from "../messages";
import type { PlannedChange } from "../plan";
import { type Terraform, TerraformError } from "../terraform";
import { findDrawnIds, type LookupClients } from "./drawn-ids";
import { type Adoption, IMPORTS_FILE, importsJson } from "./import-blocks";
import { type AwsPlace, importId } from "./import-ids";

/** Resources that exist although the state does not know them. */
export interface OutsideState {
  readonly adoptions: readonly Adoption[];
  /** Planned resources that several existing ones look like, with the ids of those. */
  readonly ambiguous: Readonly<Record<string, readonly string[]>>;
}

const PLAN = "stowage-adoption.plan";
/** Each round can name resources that hang on those of the round before: VPC, route table, route. */
const MOST_ROUNDS = 6;

/** Whether an apply failed because something is there already, as the many services of AWS put it. */
export function meetsExisting(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ summary, detail }) => ALREADY_THERE.test(`${summary} ${detail}`));
}

const ALREADY_THERE =
  /already ?(exist|own)|AlreadyExists|ResourceExists|NameExists|\.Duplicate\b|Duplicate\w+Name|not idempotent|must be imported/i;

/**
 * Finds what an interrupted run created and did not get into the state: for every resource that a plan would create it
 * asks whether it is there. Nothing is changed; the stack's folder is left as it was.
 *
 * Terraform saves its state every twenty seconds at most, so that a killed apply can leave a good deal behind.
 */
export async function findOutsideState(
  terraform: Terraform,
  place: AwsPlace,
  clients: LookupClients,
): Promise<OutsideState> {
  const inState = new Set((await terraform.pullState()).resources.map(({ values }) => String(values.id)));
  const ambiguous: Record<string, readonly string[]> = {};
  const asked = new Set<string>();
  let adoptions: Adoption[] = [];
  try {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      adoptions = await planWith(adoptions, terraform);
      const candidates: Adoption[] = [];
      for (const change of await creations(terraform)) {
        const ids = (await idsOf(change, place, clients)).filter((id) => !inState.has(id));
        if (ids.length > 1) ambiguous[change.address] = ids;
        else if (ids[0] !== undefined && !asked.has(change.address))
          candidates.push({ address: change.address, id: ids[0] });
      }
      if (candidates.length === 0) break;
      for (const { address } of candidates) asked.add(address);
      adoptions.push(...candidates);
    }
  } finally {
    await rm(path.join(terraform.folder, IMPORTS_FILE), { force: true });
  }
  return { adoptions: adoptions.toSorted((a, b) => (a.address < b.address ? -1 : 1)), ambiguous };
}

async function idsOf({ type, after }: PlannedChange, place: AwsPlace, clients: LookupClients): Promise<string[]> {
  const values = after ?? {};
  const id = importId(type, values, place);
  return id === undefined ? findDrawnIds(type, values, clients) : [id];
}

/** Plans with import blocks for these, and gives back those of them that Terraform found. */
async function planWith(adoptions: readonly Adoption[], terraform: Terraform): Promise<Adoption[]> {
  await writeFile(path.join(terraform.folder, IMPORTS_FILE), importsJson(adoptions));
  try {
    await terraform.plan(PLAN);
    return [...adoptions];
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    const found = adoptions.filter(
      ({ address }) => !error.diagnostics.some((diagnostic) => isAbout(diagnostic, address)),
    );
    if (found.length === adoptions.length) throw error;
    return planWith(found, terraform);
  }
}

/** What would still be created by the plan just made. */
async function creations(terraform: Terraform): Promise<PlannedChange[]> {
  const { changes } = await terraform.showPlan(PLAN);
  return changes.filter(({ actions }) => actions.length === 1 && actions[0] === "create");
}

function isAbout({ summary, detail, address }: Diagnostic, wanted: string): boolean {
  return address === wanted || `${summary} ${detail}`.includes(`"${wanted}"`);
}
