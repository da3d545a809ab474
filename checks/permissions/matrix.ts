import type { RoleKind, ServiceRole } from "../../constructs/security/service-role";
import type { CheckContext } from "../check-context";
import { isObject, type JsonObject } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { listOf, textOf } from "../model/synthesized-stack";
import { type Grant, rolePermissions } from "./role-permissions";

/** One line of the matrix: who may do what on what, and why. */
export interface MatrixRow {
  /** Physical name of the role, or its construct path where the name is not known. */
  readonly principal: string;
  /** What the role is for: execution, task, instance, scheduler and so on. */
  readonly kind: RoleKind | "other";
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  /** Construct path where a resource is one of this app, else the pattern of the policy. */
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
  /** Why; undefined for a statement that no construct declared. */
  readonly reason: string | undefined;
  /** The construct that holds the policy. */
  readonly source: string;
}

/** Everything that every role may do, by principal and statement. */
export function permissionMatrix(context: CheckContext): MatrixRow[] {
  const permissions = rolePermissions(context);
  const rows = context.app.ofType("aws_iam_role").flatMap((role) => {
    const construct = context.tree.roles.get(role.path);
    const managed = permissions.managed.filter((attached) => attached.role === role);
    return [
      ...permissions.of(role).map((grant) => grantRow(context, role, grant, construct)),
      ...managed.map(({ arn, block }) => ({
        ...principal(context, role, construct),
        effect: "Allow" as const,
        actions: [`all of ${arn}`],
        resources: ["as AWS defines it"],
        conditions: [],
        reason: undefined,
        source: block.path,
      })),
    ];
  });
  return rows.sort((a, b) => compare(a.principal, b.principal));
}

function principal({ app }: CheckContext, role: Block, construct: ServiceRole<RoleKind> | undefined) {
  return { principal: app.text(role, "name") ?? role.path, kind: construct?.kind ?? ("other" as const) };
}

function grantRow(
  context: CheckContext,
  role: Block,
  grant: Grant,
  construct: ServiceRole<RoleKind> | undefined,
): MatrixRow {
  return {
    ...principal(context, role, construct),
    effect: grant.effect,
    actions: grant.inverted ? grant.actions.map((action) => `not ${action}`) : grant.actions,
    resources: grant.resources.map((resource) => readable(resource, grant, context.app)),
    conditions: conditionTexts(context, grant),
    reason: construct?.statements.find(({ sid }) => sid === grant.sid)?.reason,
    source: construct === undefined ? grant.block.path : role.path,
  };
}

/** `<stack/aws_x.y.arn>:*` as the construct path that owns it, `:*` and all; so too the written-out ARN of a task family. */
function readable(text: string, grant: Grant, app: SynthesizedApp): string {
  const referred = grant.references.reduce((result, { block, attribute }) => {
    const reference = `<${block.stack.name}/${block.address}${attribute === "" ? "" : `.${attribute}`}>`;
    return result.replaceAll(reference, block.path);
  }, text);
  return referred.replace(FAMILY, (arn, family: string) => {
    const owner = app.ofType("aws_ecs_task_definition").find((block) => app.text(block, "family") === family);
    return owner?.path ?? arn;
  });
}

const FAMILY = /^arn:<partition>:ecs:<region>:<account>:task-definition\/([\w-]+)/;

function conditionTexts({ app }: CheckContext, grant: Grant): string[] {
  return Object.entries(grant.conditions).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : ({} as JsonObject)).map(([key, values]) => {
      const texts = listOf(values).map((value) => {
        const owner = app.references(value, grant.block.stack).find(({ block }) => block.mode === "resource");
        return owner?.block.path ?? app.canonical(textOf(value) ?? String(value), grant.block.stack);
      });
      return `${operator} ${key} = ${texts.join(" or ")}`;
    }),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
