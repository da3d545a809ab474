import {
  blocksOf,
  type Json,
  type JsonObject,
  objectOf,
  type ResourceData,
  type TerraformDocument,
} from "./terraform-document";

/**
 * Reads Terraform's JSON configuration syntax, as CDKTF synthesizes it (`cdk.tf.json`) and as people write it
 * (`*.tf.json`). Several files of one directory are one root module and are read together.
 *
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function readTerraformJson(name: string, files: readonly JsonObject[]): TerraformDocument {
  return {
    name: stackName(files) ?? name,
    resources: files.flatMap((file) => resourcesOf(file)),
    variables: Object.fromEntries(files.flatMap((file) => variablesOf(file))),
    locals: Object.assign({}, ...files.flatMap((file) => blocksOf(file.locals))),
    outputs: Object.fromEntries(files.flatMap((file) => outputsOf(file))),
    moduleOutputs: {},
    regions: Object.fromEntries(files.flatMap((file) => regionsOf(file))),
    unexpanded: files.flatMap((file) => labels(file.module).map((module) => `module.${module}`)),
  };
}

/** Whether the object has at least one section of a Terraform configuration. */
export function looksLikeTerraformJson(file: JsonObject): boolean {
  return ["resource", "provider", "terraform", "variable", "output", "data", "module", "locals"].some(
    (section) => typeof file[section] === "object",
  );
}

function stackName(files: readonly JsonObject[]): string | undefined {
  for (const file of files) {
    const stack = objectOf(objectOf(file["//"]).metadata).stackName;
    if (typeof stack === "string") return stack;
  }
  return undefined;
}

function resourcesOf(file: JsonObject): ResourceData[] {
  return blocksOf(file.resource).flatMap((section) =>
    entries(section).flatMap(([type, byName]) =>
      blocksOf(byName).flatMap((named) =>
        entries(named).flatMap(([name, body]) => blocksOf(body).map((values) => resource(type, name, values))),
      ),
    ),
  );
}

function resource(type: string, name: string, values: JsonObject): ResourceData {
  const path = objectOf(objectOf(values["//"]).metadata).path;
  const repeat = values.count ?? values.for_each;
  return {
    address: `${type}.${name}`,
    type,
    values,
    links: {},
    module: "",
    provider: typeof values.provider === "string" ? unwrap(values.provider) : (type.split("_")[0] ?? type),
    ...(typeof path === "string" ? { path } : {}),
    ...(repeat === undefined ? {} : { repeat }),
  };
}

function variablesOf(file: JsonObject): [string, Json][] {
  return blocksOf(file.variable).flatMap((section) =>
    entries(section).flatMap(([name, body]) =>
      blocksOf(body).flatMap((block) => (block.default === undefined ? [] : [[name, block.default] as [string, Json]])),
    ),
  );
}

function outputsOf(file: JsonObject): [string, Json][] {
  return blocksOf(file.output).flatMap((section) =>
    entries(section).flatMap(([name, body]) =>
      blocksOf(body).flatMap((block) => (block.value === undefined ? [] : [[name, block.value] as [string, Json]])),
    ),
  );
}

function regionsOf(file: JsonObject): [string, Json][] {
  return blocksOf(file.provider).flatMap((section) =>
    entries(section).flatMap(([name, body]) =>
      blocksOf(body).flatMap((block) => {
        const key = typeof block.alias === "string" ? `${name}.${block.alias}` : name;
        return block.region === undefined ? [] : [[key, block.region] as [string, Json]];
      }),
    ),
  );
}

/** Labels of a section such as `{"module": {"net": {...}}}`. */
function labels(section: Json | undefined): string[] {
  return blocksOf(section).flatMap((block) => entries(block).map(([label]) => label));
}

/** Entries without the comment key that Terraform ignores. */
function entries(block: JsonObject): [string, Json][] {
  return Object.entries(block).filter(([key]) => key !== "//");
}

/** `"${aws.virginia}"` and `"aws.virginia"` mean the same provider. */
function unwrap(expression: string): string {
  return /^\$\{(.*)\}$/.exec(expression)?.[1] ?? expression;
}
