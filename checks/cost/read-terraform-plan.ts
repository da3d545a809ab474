import {
  blocksOf,
  isObject,
  type Json,
  type JsonObject,
  objectOf,
  type ResourceData,
  type TerraformDocument,
} from "./terraform-document";

/**
 * Reads `terraform show -json <plan>`: the planned values, expanded by Terraform, together with the expressions they
 * come from, because an address that is known only after apply is still a reference that can be followed.
 *
 * A state (`terraform show -json` without a plan) has the same shape under `values`, without expressions.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export function readTerraformPlan(name: string, plan: JsonObject): TerraformDocument {
  const configuration = objectOf(plan.configuration);
  const values = objectOf(plan.planned_values ?? plan.values);
  const root = objectOf(configuration.root_module);
  return {
    name,
    resources: modulesOf(objectOf(values.root_module), root, ""),
    variables: planVariables(plan, root),
    locals: {},
    outputs: {},
    moduleOutputs: Object.fromEntries(moduleOutputs(root, "")),
    regions: providerRegions(configuration),
    unexpanded: [],
  };
}

export function looksLikeTerraformPlan(file: JsonObject): boolean {
  return isObject(file.planned_values) || (isObject(file.values) && typeof file.format_version === "string");
}

function modulesOf(module: JsonObject, config: JsonObject, prefix: string): ResourceData[] {
  const byAddress = new Map(
    blocksOf(config.resources).map((entry) => [String(entry.address), entry] as [string, JsonObject]),
  );
  const own = blocksOf(module.resources)
    .filter((entry) => entry.mode === "managed")
    .map((entry) => planned(entry, byAddress.get(`${entry.type}.${entry.name}`) ?? {}, prefix));
  const nested = blocksOf(module.child_modules).flatMap((child) => {
    const address = String(child.address);
    const call = /module\.([^.[]+)(\[[^\]]*\])?$/.exec(address)?.[1] ?? "";
    const childConfig = objectOf(objectOf(objectOf(config.module_calls)[call]).module);
    return modulesOf(child, childConfig, address);
  });
  return [...own, ...nested];
}

function planned(entry: JsonObject, config: JsonObject, module: string): ResourceData {
  const type = String(entry.type);
  return {
    address: String(entry.address),
    type,
    values: objectOf(entry.values),
    links: objectOf(linksOf(objectOf(config.expressions))),
    module,
    provider: providerKey(config.provider_config_key, type),
  };
}

/** Inside a module the key is `module.net:aws.virginia`; its own name is what the regions are listed under. */
function providerKey(key: Json | undefined, type: string): string {
  return typeof key === "string" ? key : (type.split("_")[0] ?? type);
}

/**
 * The references of an expression tree as interpolations, in the shape of the values. Terraform lists `a.b.id` and
 * `a.b` for one reference; the shorter one adds nothing.
 */
function linksOf(expression: Json): Json {
  if (Array.isArray(expression)) return expression.map((item: Json) => linksOf(item));
  if (!isObject(expression)) return null;
  if (Array.isArray(expression.references)) {
    const references = expression.references.filter((item) => typeof item === "string");
    return references
      .filter((item) => !references.some((other) => other.startsWith(`${item}.`) || other.startsWith(`${item}[`)))
      .map((item) => `\${${item}}`);
  }
  if (expression.constant_value !== undefined) return null;
  return Object.fromEntries(Object.entries(expression).map(([key, item]) => [key, linksOf(item)]));
}

/** What the outputs of each called module refer to, by the path of the call. */
function moduleOutputs(config: JsonObject, prefix: string): [string, JsonObject][] {
  return Object.entries(objectOf(config.module_calls)).flatMap(([call, body]): [string, JsonObject][] => {
    const path = `${prefix}module.${call}`;
    const module = objectOf(objectOf(body).module);
    const outputs = Object.entries(objectOf(module.outputs)).map(([name, output]): [string, Json] => [
      name,
      linksOf(objectOf(objectOf(output).expression)),
    ]);
    return [[path, Object.fromEntries(outputs)], ...moduleOutputs(module, `${path}.`)];
  });
}

function planVariables(plan: JsonObject, root: JsonObject): JsonObject {
  const defaults = Object.entries(objectOf(root.variables)).flatMap(([name, body]): [string, Json][] => {
    const value = objectOf(body).default;
    return value === undefined ? [] : [[name, value]];
  });
  const given = Object.entries(objectOf(plan.variables)).flatMap(([name, body]): [string, Json][] => {
    const value = objectOf(body).value;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries([...defaults, ...given]);
}

function providerRegions(configuration: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(configuration.provider_config)).flatMap(([key, body]): [string, Json][] => {
      const region = objectOf(objectOf(objectOf(body).expressions).region);
      if (region.constant_value !== undefined) return [[key, region.constant_value]];
      const reference = blockReference(region);
      return reference === undefined ? [] : [[key, reference]];
    }),
  );
}

function blockReference(expression: JsonObject): string | undefined {
  const first = Array.isArray(expression.references) ? expression.references[0] : undefined;
  return typeof first === "string" ? `\${${first}}` : undefined;
}
