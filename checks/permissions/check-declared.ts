import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { Finding } from "../../constructs/rules/finding";
import { policyDocument, type Statement } from "../../constructs/security/policy";
import type { RoleKind, ServiceRole } from "../../constructs/security/service-role";
import type { Check, CheckContext } from "../check-context";
import type { Block } from "../model/synthesized-app";
import { permissionFinding } from "./codes";
import { type PolicyStatement, policyStatements } from "./policy-text";
import { type Grant, rolePermissions } from "./role-permissions";
import { wideness } from "./wide-grant";

const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** Every statement was declared by a construct with its reason, every declared one is there, and wildcards have theirs. */
export const checkDeclared: Check = (context) => {
  const permissions = rolePermissions(context);
  return [
    ...context.app.ofType("aws_iam_role").flatMap((role) => checkRole(context, role)),
    ...permissions.managed.map(({ role, arn }) =>
      permissionFinding("managed-policy", role, {
        got: `the policy ${arn}, which AWS may widen at any time`,
        expected: "statements of our own that name what they are for",
        fix: "replace it with role.allow(...), or accept it with a reason",
      }),
    ),
    ...permissions.opaque.map((block) =>
      permissionFinding("policy-opaque", block, {
        got: "a policy that is an expression and no JSON text",
        expected: "a policy that can be read from the file",
        fix: "write it with policyDocument(...), or as an aws_iam_policy_document",
      }),
    ),
  ];
};

function checkRole(context: CheckContext, role: Block): Finding[] {
  const permissions = rolePermissions(context);
  const construct = context.tree.roles.get(role.path);
  const synthesized = permissions.of(role);
  const declared = construct === undefined ? "" : declaredText(construct);
  // To the letter the same, as it is unless somebody interfered.
  const asDeclared = declared !== "" && declared === permissions.textOf(role);
  return [
    ...(asDeclared ? [] : compare(role, synthesized, declaredStatements(context, declared, role))),
    ...synthesized.flatMap((grant) => checkWildcards(grant, construct?.statements ?? [])),
  ];
}

function compare(role: Block, synthesized: readonly Grant[], declared: readonly PolicyStatement[]): Finding[] {
  const known = new Set(declared.map(keyOf));
  const present = new Set(synthesized.map((grant) => keyOf(asStatement(grant))));
  return [
    ...synthesized.filter((grant) => !known.has(keyOf(asStatement(grant)))).map((grant) => undeclared(grant)),
    ...declared.filter((statement) => !present.has(keyOf(statement))).map((statement) => lost(role, statement)),
  ];
}

/** What the construct says, in the words of the synthesized file. */
function declaredText(construct: ServiceRole<RoleKind>): string {
  if (construct.statements.length === 0) return "";
  const text: unknown = Tokenization.resolve(policyDocument(construct.statements), {
    scope: construct,
    resolver: RESOLVER,
    preparing: false,
  });
  return String(text);
}

function declaredStatements({ app }: CheckContext, text: string, role: Block): PolicyStatement[] {
  return (policyStatements(app, text, role) ?? []).map((statement) => ({
    ...statement,
    resources: statement.resources.map((resource) => app.canonical(resource, role.stack)),
  }));
}

function asStatement({ sid, effect, actions, inverted, resources, principals, conditions }: Grant): PolicyStatement {
  return { sid, effect, actions, inverted, resources, principals, conditions };
}

function keyOf({ sid, effect, actions, resources, conditions, inverted }: PolicyStatement): string {
  return JSON.stringify([sid, effect, inverted, [...actions].sort(), [...resources].sort(), conditions]);
}

function undeclared(grant: Grant): Finding {
  return permissionFinding("permission-undeclared", grant.role, {
    prop: grant.sid ?? "policy",
    got: `${grant.effect.toLowerCase()} ${grant.actions.join(", ")} on ${grant.resources.join(", ")}, which no construct declared`,
    expected: "statements made by role.allow(...), which keeps the reason of each",
    fix: "declare it with role.allow(...), or remove it",
  });
}

function lost(role: Block, statement: PolicyStatement): Finding {
  return permissionFinding("permission-lost", role, {
    prop: statement.sid ?? "policy",
    got: `no such statement: ${statement.actions.join(", ")} on ${statement.resources.join(", ")}`,
    expected: "every declared statement in the synthesized policy",
    fix: "remove the override that drops or changes it",
  });
}

function checkWildcards(grant: Grant, declared: readonly Statement[]): Finding[] {
  const wide = wideness(grant);
  if (wide.length === 0) return [];
  const reasoned = declared.some(({ sid, wildcard }) => sid === grant.sid && wildcard !== undefined);
  if (reasoned) return [];
  return [
    permissionFinding("wildcard-undeclared", grant.role, {
      prop: grant.sid ?? "policy",
      got: wide.join(", "),
      expected: "a wildcard only where AWS offers nothing narrower, with the reason and the page that says so",
      fix: "name the actions and resources, or give the statement wildcard: { because, source }",
    }),
  ];
}
