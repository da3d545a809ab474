import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { isObject, type Json, type JsonObject } from "../cost/terraform-document";
import type { Block } from "../model/synthesized-app";
import { permissionFinding } from "./codes";
import { type PolicyStatement, policyStatements } from "./policy-text";

/** Services that send the account or ARN on whose behalf they assume a role, and that others could misuse otherwise. */
const CONFUSABLE = new Set(["ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"]);
/** Arguments that hold a policy of the resource itself. */
const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  aws_ecr_repository_policy: "policy",
  aws_s3_bucket_policy: "policy",
  aws_secretsmanager_secret_policy: "policy",
  aws_sns_topic_policy: "policy",
  aws_sqs_queue_policy: "policy",
};

/** Each role is one task's or one starter's, trusts the service it is for, and nobody confused or unknown. */
export const checkTrust: Check = (context) => {
  const uses = roleUses(context);
  return [
    ...context.app.ofType("aws_iam_role").flatMap((role) => checkRole(context, role, uses.get(role) ?? [])),
    ...Object.entries(RESOURCE_POLICIES).flatMap(([type, argument]) =>
      context.app.ofType(type).flatMap((block) => checkPublic(context, block, block.body[argument])),
    ),
  ];
};

/** One purpose of a role. */
interface RoleUse {
  readonly purpose: string;
  /** Task definition, starter or instance profile. */
  readonly user: string;
  readonly service: string;
}

function roleUses({ app, ecs }: CheckContext): ReadonlyMap<Block, RoleUse[]> {
  const uses = new Map<Block, RoleUse[]>();
  const add = (role: Block | undefined, use: RoleUse) => {
    if (role !== undefined) uses.set(role, [...(uses.get(role) ?? []), use]);
  };
  for (const { executionRole, taskRole, path } of ecs.tasks) {
    add(executionRole, { purpose: "execution role", user: path, service: "ecs-tasks.amazonaws.com" });
    add(taskRole, { purpose: "task role", user: path, service: "ecs-tasks.amazonaws.com" });
  }
  for (const { kind, role, task } of ecs.runners) {
    const service = kind === "event" ? "events.amazonaws.com" : "scheduler.amazonaws.com";
    add(role, { purpose: "starter", user: task.path, service });
  }
  for (const profile of app.ofType("aws_iam_instance_profile")) {
    const role = app.follow(profile, "role", "aws_iam_role");
    add(role, { purpose: "instance role", user: profile.path, service: "ec2.amazonaws.com" });
  }
  return uses;
}

function checkRole(context: CheckContext, role: Block, uses: readonly RoleUse[]): Finding[] {
  const statements = policyStatements(context.app, role.body.assume_role_policy, role) ?? [];
  const allowed = statements.filter(({ effect }) => effect === "Allow");
  return [
    ...checkShared(role, uses),
    ...checkServices(role, uses, allowed),
    ...allowed.flatMap((statement) => checkScope(role, statement)),
  ];
}

function checkShared(role: Block, uses: readonly RoleUse[]): Finding[] {
  const users = [...new Set(uses.map(({ purpose, user }) => `${purpose} of ${user}`))];
  if (users.length < 2) return [];
  return [
    permissionFinding("role-shared", role, {
      got: users.join(", "),
      expected: "a role of its own for each task and each purpose, so that nobody may do what only another needs",
      fix: "give each its own role",
      numbers: { users: users.length },
    }),
  ];
}

function checkServices(role: Block, uses: readonly RoleUse[], allowed: readonly PolicyStatement[]): Finding[] {
  const trusted = allowed.flatMap(({ principals }) =>
    principals.filter(({ type }) => type === "Service").map(({ id }) => id),
  );
  const wrong = uses.find(({ service }) => !trusted.includes(service));
  if (wrong === undefined) return [];
  return [
    permissionFinding("trust-wrong-service", role, {
      prop: "assume_role_policy",
      got: trusted.length === 0 ? "no service" : trusted.join(", "),
      expected: `${wrong.service}, which assumes the ${wrong.purpose} of ${wrong.user}`,
      fix: `trust ${wrong.service}`,
    }),
  ];
}

function checkScope(role: Block, { principals, conditions }: PolicyStatement): Finding[] {
  const keys = conditionKeys(conditions);
  const problems = principals.flatMap(({ type, id }) => {
    if (id === "*") return keys.length > 0 ? [] : ["everybody"];
    if (type === "Federated" && !keys.some((key) => key.endsWith(":sub"))) return [`every identity of ${id}`];
    const scoped = keys.includes("aws:SourceAccount") || keys.includes("aws:SourceArn");
    return type === "Service" && CONFUSABLE.has(id) && !scoped ? [`${id} on behalf of any account`] : [];
  });
  if (problems.length === 0) return [];
  return [
    permissionFinding("trust-wide", role, {
      prop: "assume_role_policy",
      got: problems.join(", "),
      expected: "a trust that is bound to this account, source or subject",
      fix: "add a condition on aws:SourceAccount and aws:SourceArn, or on the subject of the token",
    }),
  ];
}

function checkPublic(context: CheckContext, block: Block, policy: Json | undefined): Finding[] {
  const open = (policyStatements(context.app, policy, block) ?? []).filter(
    ({ effect, principals, conditions }) =>
      effect === "Allow" && principals.some(({ id }) => id === "*") && conditionKeys(conditions).length === 0,
  );
  return open.map(({ sid, actions }) =>
    permissionFinding("policy-public", block, {
      prop: sid ?? "policy",
      got: `everybody may call ${actions.join(", ")}`,
      expected: "named principals, or a condition that binds everybody to this account",
      fix: "name the principal, or add a condition on aws:SourceAccount or aws:PrincipalAccount",
    }),
  );
}

function conditionKeys(conditions: JsonObject): string[] {
  return Object.values(conditions).flatMap((keys) => (isObject(keys) ? Object.keys(keys) : []));
}
