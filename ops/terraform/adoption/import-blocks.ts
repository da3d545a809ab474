/** An existing resource, and the address in the configuration that it belongs to. */
export interface Adoption {
  readonly address: string;
  readonly id: string;
}

/** Where the import blocks go: beside the stack's `cdk.tf.json`. */
export const IMPORTS_FILE = "stowage_imports.tf.json";

/** Import blocks in JSON, the content of a file beside the stack. */
export function importsJson(adoptions: readonly Adoption[]): string {
  return JSON.stringify({ import: adoptions.map(({ address, id }) => ({ to: address, id })) }, undefined, 2);
}

/** The same blocks in HCL. https://developer.hashicorp.com/terraform/language/import */
export function importsHcl(adoptions: readonly Adoption[]): string {
  return adoptions
    .map(({ address, id }) => `import {\n  to = ${address}\n  id = ${JSON.stringify(id)}\n}`)
    .join("\n\n");
}

/** Names each resource outside the state and prints the blocks that adopt them. */
export function explainAdoption(
  adoptions: readonly Adoption[],
  ambiguous: Readonly<Record<string, readonly string[]>> = {},
): string {
  const count = adoptions.length === 1 ? "1 resource exists" : `${adoptions.length} resources exist`;
  const lines = adoptions.map(({ address, id }) => `  ${address} is ${id}`);
  const undecided = Object.entries(ambiguous).map(
    ([address, ids]) => `  ${address} is one of ${ids.join(", ")}: choose, or delete them`,
  );
  return [
    `[outside-state] ${count} that the state does not know, most likely because a run was killed before it saved its state`,
    ...lines,
    ...undecided,
    "",
    `to adopt what is yours, put this beside cdk.tf.json as ${IMPORTS_FILE}, apply again, and delete the file`,
    importsJson(adoptions),
    "",
    "or, in HCL, as imports.tf",
    importsHcl(adoptions),
  ].join("\n");
}
