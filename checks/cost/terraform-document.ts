/** Any JSON value, as Terraform files hold them. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object, such as the arguments of a resource. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A managed resource as the input declares it, before references are resolved. */
export interface ResourceData {
  /** Terraform address inside its document, such as `aws_lb.web` or `module.net.aws_subnet.public[0]`. */
  readonly address: string;
  readonly type: string;
  readonly values: JsonObject;
  /** Expressions that the plan resolved or left open, in the shape of `values`; only plans have them. */
  readonly links: JsonObject;
  /** Path of the module it lives in, empty for the root module. */
  readonly module: string;
  /** Construct path, when the input was synthesized by CDKTF. */
  readonly path?: string;
  /** Provider configuration it uses, such as `aws` or `aws.virginia`. */
  readonly provider: string;
  /** `count` or `for_each` where the input has not been expanded; undefined for one instance. */
  readonly repeat?: Json;
}

/** One Terraform root module: a synthesized stack, a directory of JSON, or a plan. */
export interface TerraformDocument {
  /** Stack name, or the name the caller gave. */
  readonly name: string;
  readonly resources: readonly ResourceData[];
  /** Default or planned value by variable name. */
  readonly variables: JsonObject;
  readonly locals: JsonObject;
  /** Expression by output name. */
  readonly outputs: JsonObject;
  /** Expressions by output name, by module path without indexes; only plans have them. */
  readonly moduleOutputs: JsonObject;
  /** Region expression by provider configuration, such as `aws` or `aws.virginia`. */
  readonly regions: JsonObject;
  /** Addresses of modules whose resources can't be seen in this input. */
  readonly unexpanded: readonly string[];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one: missing sections of a document are no error. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** A block as Terraform JSON writes it: absent, one object, or a list of objects. */
export function blocksOf(value: Json | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}
