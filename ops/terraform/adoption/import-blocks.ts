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
