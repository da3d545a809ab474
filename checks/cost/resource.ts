import { CostInputError } from "./input-error";
import { isObject, type Json, type ResourceData, type TerraformDocument } from "./terraform-document";
import type { View } from "./view";

/** Where an expression stands: its document and module decide what a name means. */
export interface Scope {
  readonly document: TerraformDocument;
  readonly module: string;
}

/** A managed resource whose arguments can be read with references resolved. */
export interface Resource {
  readonly address: string;
  readonly type: string;
  readonly document: string;
  readonly path?: string;
  /** AWS region, or an empty text for resources of other providers. */
  readonly region: string;
  /** Instances by `count` or `for_each`; undefined when only Terraform can tell. */
  readonly instances: number | undefined;
  readonly view: View;
}

/** Answers the value behind an expression, or undefined when only Terraform or AWS knows it. */
export type Resolve = (value: Json | undefined, scope: Scope) => Json | undefined;

/**
 * The region a resource is in: its own, else that of its provider.
 *
 * @param argument takes the place of the region of the default `aws` provider
 * @throws CostInputError when there is none
 */
export function regionOf(data: ResourceData, scope: Scope, resolve: Resolve, argument: string | undefined): string {
  if (!data.type.startsWith("aws_")) return "";
  const { regions, name } = scope.document;
  const root = { ...scope, module: "" };
  // a module's own key is `module.net:aws`; the provider itself is configured in the root
  const provider = data.provider.replace(/^.*:/, "");
  const candidates = [
    resolve(data.values.region, scope),
    provider === "aws" ? argument : undefined,
    ...[regions[data.provider], regions[provider], argument, regions.aws].map((region) => resolve(region, root)),
  ];
  const found = candidates.find((region) => typeof region === "string" && region !== "");
  if (typeof found === "string") return found;
  const got = `no region for ${data.address}`;
  throw new CostInputError(name, got, "a region in the provider block", "set it there, or give --region");
}

/** Instances by `count` or `for_each`; undefined when only Terraform can tell. */
export function instancesOf(repeat: Json | undefined, scope: Scope, resolve: Resolve): number | undefined {
  if (repeat === undefined) return 1;
  const value = resolve(repeat, scope);
  if (Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  const count = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  return Number.isInteger(count) && count >= 0 ? count : undefined;
}
