import { blocksOf, type Json, type JsonObject, objectOf } from "../cost/terraform-document";

/** A resource or data source of a synthesized stack. */
export interface Block {
  readonly stack: SynthesizedStack;
  readonly mode: "resource" | "data";
  readonly type: string;
  readonly name: string;
  /** Address within the stack, such as `aws_iam_role.backend` or `data.aws_region.region`. */
  readonly address: string;
  /** Construct path, without the `Default` of a primary child. */
  readonly path: string;
  readonly body: JsonObject;
}

/** One stack as Terraform will read it. */
export class SynthesizedStack {
  readonly outputs: JsonObject;
  /** The arguments of the backend: bucket and key of an S3 backend. */
  readonly backend: JsonObject;
  readonly backendType: string;
  readonly region: string | undefined;
  /** The only account Terraform may touch, where the environment says so. */
  readonly account: string | undefined;
  /** The value of the default tag `stowage:environment`. */
  readonly environment: string | undefined;

  constructor(
    readonly name: string,
    readonly json: JsonObject,
  ) {
    const outputs = Object.entries(objectOf(json.output));
    this.outputs = Object.fromEntries(outputs.map(([id, output]) => [id, objectOf(output).value ?? null]));
    const [backend] = Object.entries(objectOf(objectOf(json.terraform).backend));
    this.backendType = backend?.[0] ?? "local";
    this.backend = objectOf(backend?.[1]);
    const [aws] = blocksOf(objectOf(json.provider).aws);
    this.region = textOf(aws?.region);
    this.account = textOf(listOf(aws?.allowed_account_ids)[0]);
    const [tags] = blocksOf(aws?.default_tags);
    this.environment = textOf(objectOf(tags?.tags)["stowage:environment"]);
  }
}

/** All resources and data sources of a stack. */
export function blocksIn(stack: SynthesizedStack): Block[] {
  return [...section(stack, "resource"), ...section(stack, "data")];
}

function section(stack: SynthesizedStack, mode: "resource" | "data"): Block[] {
  const prefix = mode === "data" ? "data." : "";
  return Object.entries(objectOf(stack.json[mode])).flatMap(([type, named]) =>
    Object.entries(objectOf(named)).map(([name, value]) => {
      const body = objectOf(value);
      const address = `${prefix}${type}.${name}`;
      return { stack, mode, type, name, address, path: constructPath(body) ?? `${stack.name}/${address}`, body };
    }),
  );
}

function constructPath(body: JsonObject): string | undefined {
  const path = objectOf(objectOf(body["//"]).metadata).path;
  return typeof path === "string" ? path.replace(/\/Default$/, "") : undefined;
}

/** A text, or undefined for anything else. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A list, an absent one as empty and a single value as a list of one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** Terraform takes `true` and `"true"` alike. */
export function flagOf(value: Json | undefined): boolean | undefined {
  if (value === true || value === "true") return true;
  return value === false || value === "false" ? false : undefined;
}

/** A number, also one written as text. */
export function numberOf(value: Json | undefined): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
