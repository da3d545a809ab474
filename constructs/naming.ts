import { TerraformStack, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { refuse } from "./report";
import { checkName, type NameKind } from "./rules/aws-names";

const PREFIX = "stowage:name-prefix";

/** Sets the first part of every physical name below `scope`, such as `stowage-dev`. Called once per stack. */
export function setNamePrefix(scope: IConstruct, prefix: string): void {
  scope.node.setContext(PREFIX, prefix);
}

/** The prefix set on the nearest ancestor. Constructs used outside a prefixed stack are named by their path alone. */
export function namePrefix(scope: IConstruct): string | undefined {
  return scope.node.tryGetContext(PREFIX) as string | undefined;
}

/**
 * Prefix, construct path inside its stack and suffix, joined by `-`: `stowage-dev-backend-execution`.
 * For tags and descriptions; names that AWS limits go through `physicalName`.
 */
export function pathName(scope: IConstruct, suffix?: string, separator = "-"): string {
  const stackDepth = TerraformStack.of(scope).node.scopes.length;
  const path = scope.node.scopes.slice(stackDepth).map((construct) => construct.node.id);
  const parts = [namePrefix(scope), ...path.filter((id) => id !== "Default"), suffix];
  return parts.filter((part) => part !== undefined).join(separator);
}

/**
 * The AWS name of a resource, by `pathName`, checked against AWS's rule for its kind. Names are never cut or hashed:
 * one over the limit is refused, because two silently shortened names can collide and a changed hash replaces a
 * resource.
 */
export function physicalName(scope: IConstruct, kind: NameKind, suffix?: string, separator?: string): string {
  return checkedName(scope, kind, pathName(scope, suffix, separator));
}

/** A name chosen by the user, or else by `physicalName`; either way checked against AWS's rule for its kind. */
export function checkedName(scope: IConstruct, kind: NameKind, name: string, prop = "id"): string {
  if (!Token.isUnresolved(name))
    refuse(
      scope,
      checkName(kind, name).map((violation) => ({ ...violation, prop })),
    );
  return name;
}

/** The path inside the stack as the letters and digits that an IAM statement id may hold: `database-url` is `DatabaseUrl`. */
export function statementId(scope: IConstruct): string {
  const path = scope.node.scopes
    .slice(TerraformStack.of(scope).node.scopes.length)
    .map((construct) => construct.node.id);
  return path
    .flatMap((id) => id.split(/[^a-zA-Z0-9]+/))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}
