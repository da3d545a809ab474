import type { Json, JsonObject } from "../cost/terraform-document";
import type { Block } from "./synthesized-stack";

/** A resource or data source that an expression names, and which of its attributes. */
export interface Reference {
  readonly block: Block;
  /** Attribute path, such as `arn` or `vpc_config.0.id`; empty for the whole object. */
  readonly attribute: string;
}

/** Values that are the same in every stack of an environment, so that they compare equal across stacks. */
const COMMON: Readonly<Record<string, string>> = {
  aws_caller_identity: "account",
  aws_region: "region",
  aws_partition: "partition",
};

/** A reference in the form in which texts are compared. */
export function canonicalReference({ block, attribute }: Reference): string {
  const common = block.mode === "data" ? COMMON[block.type] : undefined;
  if (common !== undefined) return `<${common}>`;
  return `<${block.stack.name}/${block.address}${attribute === "" ? "" : `.${attribute}`}>`;
}

/** The argument at an attribute path such as `vpc_config.0.id`; undefined for what only AWS knows. */
export function argumentAt(body: JsonObject, attribute: string): Json | undefined {
  let value: Json | undefined = body;
  for (const step of attribute === "" ? [] : attribute.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    const member: Json | undefined = Object.entries(value).find(([key]) => key === step)?.[1];
    value = member;
  }
  return value;
}
