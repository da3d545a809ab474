import { TerraformStack, Token, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { refuse } from "./report";
import { checkName, checkText, type NameKind, type PartlyKnown, type TextKind } from "./rules/aws-names";
import type { Violation } from "./rules/finding";

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
  refuseAt(scope, prop, checkName(kind, knownParts(name)));
  return name;
}

/** Free text that reaches AWS, checked against the rule of its field; `prop` is what the user wrote it in. */
export function checkedText(scope: IConstruct, kind: TextKind, text: string, prop: string): string {
  refuseAt(scope, prop, checkText(kind, knownParts(text)));
  return text;
}

/**
 * The tag `Name`, made of prefix and path. EC2 and Auto Scaling take any printable character in it, other services a
 * narrower alphabet.
 */
export function nameTag(scope: IConstruct, service: "ec2" | "other", suffix?: string): { readonly Name: string } {
  return { Name: checkedText(scope, service === "ec2" ? "ec2-tag-value" : "tag-value", pathName(scope, suffix), "id") };
}

function refuseAt(scope: IConstruct, prop: string, violations: readonly Violation[]): void {
  refuse(
    scope,
    violations.map((violation) => ({ ...violation, prop })),
  );
}

/** What stands around the tokens of a text: a token is opaque, but what was written beside it is not. */
function knownParts(text: string): PartlyKnown {
  if (!Token.isUnresolved(text)) return [text];
  return ["", ...Tokenization.reverseString(text).literals.map(String), ""];
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
