import type { OutsideState } from "./find-outside-state";
import { type Adoption, IMPORTS_FILE, importsHcl, importsJson } from "./import-blocks";
import { removalLines } from "./removal";
import type { Thing } from "./thing";

/** What is outside a stack's state, and what to do about each: adopt it or remove it. One sentence where there is nothing. */
export function explainOutside(stack: string, { adoptions, strangers }: OutsideState, region: string): string {
  if (adoptions.length + strangers.length === 0) return `nothing of ${stack} exists outside its state`;
  const texts = [
    ...(strangers.length === 0 ? [] : [explainRemoval(stack, strangers, region)]),
    ...(adoptions.length === 0 ? [] : [explainAdoption(stack, adoptions)]),
  ];
  return texts.join("\n\n");
}

function explainRemoval(stack: string, strangers: readonly Thing[], region: string): string {
  const count = strangers.length === 1 ? "1 thing carries" : `${strangers.length} things carry`;
  return [
    `[outside-state] ${count} the tags of ${stack} or stand inside of what does, and nothing in its state or configuration is it:`,
    "made by a run that was killed, and most likely made a second time by the next; to remove, in this order",
    ...removalLines(strangers, region).map((line) => `  ${line}`),
  ].join("\n");
}

function explainAdoption(stack: string, adoptions: readonly Adoption[]): string {
  const count = adoptions.length === 1 ? "1 resource exists" : `${adoptions.length} resources exist`;
  return [
    `[outside-state] ${count} that the state of ${stack} does not know, most likely because a run was killed before it saved its state`,
    ...adoptions.map(({ address, id }) => `  ${address} is ${id}`),
    "",
    `to adopt what is yours, put this beside cdk.tf.json as ${IMPORTS_FILE}, deploy, and delete the file`,
    importsJson(adoptions),
    "",
    "or, in HCL, as imports.tf",
    importsHcl(adoptions),
  ].join("\n");
}
