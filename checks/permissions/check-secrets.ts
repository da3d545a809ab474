import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { arnForms } from "../model/canonical-arn";
import type { Block } from "../model/synthesized-app";
import { permissionFinding } from "./codes";
import { allowsAction, coversResource, matches } from "./iam-match";
import { type Grant, rolePermissions } from "./role-permissions";
import { readAction, type SecretUse, secretUses } from "./secret-use";

const READ_ACTIONS = ["secretsmanager:GetSecretValue", "ssm:GetParameters", "ssm:GetParameter"];

/** Every secret a container uses can be read by the right role and comes from its own environment; no other can be. */
export const checkSecrets: Check = (context) => {
  const uses = secretUses(context);
  const ofRole = new Map<Block, SecretUse[]>();
  for (const use of uses) {
    const role = use.task.executionRole;
    if (role !== undefined) ofRole.set(role, [...(ofRole.get(role) ?? []), use]);
  }
  return [
    ...uses.flatMap((use) => [...checkForm(use), ...checkEnvironment(use), ...checkReadable(context, use)]),
    ...checkOverreach(context, ofRole),
    ...context.app.dangling().map(({ block, stack }) => unknownStack(block, stack)),
  ];
};

function checkForm({ task, container, secret, suffix, store }: SecretUse): Finding[] {
  if (store === "ssm" || suffix === "" || suffix.split(":").length === 4) return [];
  return [
    permissionFinding("secret-reference-form", task.path, {
      prop: `${container.name}.secrets.${secret.name}`,
      got: `"${suffix}" after the secret's ARN`,
      expected: "nothing, or key, version stage and version id with all three colons",
      fix: "write <arn>:<key>::, or use the key() of the secret",
    }),
  ];
}

function checkEnvironment({ task, container, secret, owner }: SecretUse): Finding[] {
  if (owner === undefined) return [];
  const here = task.block.stack;
  const there = owner.stack;
  const differs = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  const account = differs(here.account, there.account);
  if (!account && !differs(here.environment, there.environment)) return [];
  return [
    permissionFinding("secret-foreign-environment", task.path, {
      prop: `${container.name}.secrets.${secret.name}`,
      got: `${owner.path}, a secret of ${account ? `account ${there.account}` : `environment ${there.environment}`}`,
      expected: `a secret of ${account ? `account ${here.account}` : `environment ${here.environment}`}, where the task runs`,
      fix: "give each environment its own secret and use that one",
    }),
  ];
}

function checkReadable(context: CheckContext, use: SecretUse): Finding[] {
  const { task, store, forms, owner } = use;
  if (task.executionRole === undefined && task.block.body.execution_role_arn !== undefined) return []; // of somewhere else
  const grants = rolePermissions(context).of(task.executionRole);
  const key = owner?.type === "aws_secretsmanager_secret" ? keyOf(context, owner) : undefined;
  const missing = [
    ...(isAllowed(grants, readAction(store), forms) ? [] : [readAction(store)]),
    ...(key === undefined || isAllowed(grants, "kms:Decrypt", arnForms(context.app, key)) ? [] : ["kms:Decrypt"]),
  ];
  if (missing.length === 0) return [];
  const what = owner?.path ?? use.secret.valueFrom;
  return [
    permissionFinding("secret-unreadable", task.path, {
      prop: `${use.container.name}.secrets.${use.secret.name}`,
      got: `${task.executionRole?.path ?? "a task without an execution role"} may not call ${missing.join(" and ")} on ${what}`,
      expected: "an execution role that may read every secret that ECS injects; the task does not start otherwise",
      fix: `grant it: ${what.split("/").at(-1)}.grantRead(executionRole)`,
    }),
  ];
}

function keyOf({ app }: CheckContext, secret: Block): Block | undefined {
  return app.follow(secret, "kms_key_id", "aws_kms_key");
}

/** Whether a role may call an action on a resource; conditions are taken to hold. */
export function isAllowed(grants: readonly Grant[], action: string, forms: readonly string[]): boolean {
  const applies = (grant: Grant) =>
    !grant.inverted && allowsAction(grant.actions, action) && coversResource(grant.resources, forms);
  if (grants.some((grant) => grant.effect === "Deny" && Object.keys(grant.conditions).length === 0 && applies(grant))) {
    return false;
  }
  return grants.some((grant) => grant.effect === "Allow" && applies(grant));
}

/** Execution roles read what their containers use; hosts and schedulers read no secret at all. */
function checkOverreach(context: CheckContext, ofRole: ReadonlyMap<Block, readonly SecretUse[]>): Finding[] {
  const { app, ecs } = context;
  const executionRoles = ecs.tasks.flatMap(({ executionRole }) => executionRole ?? []);
  const taskRoles = new Set(ecs.tasks.flatMap(({ taskRole }) => taskRole ?? []));
  const starters = ecs.runners.flatMap(({ role }) => role ?? []);
  const hosts = app
    .ofType("aws_iam_instance_profile")
    .flatMap((profile) => app.follow(profile, "role", "aws_iam_role") ?? []);
  const judged = [...new Set([...executionRoles, ...starters, ...hosts])].filter((role) => !taskRoles.has(role));
  const secrets = ["aws_secretsmanager_secret", "aws_ssm_parameter"].flatMap((type) => [...app.ofType(type)]);
  return judged.flatMap((role) =>
    rolePermissions(context)
      .of(role)
      .filter((grant) => grant.effect === "Allow" && READ_ACTIONS.some((action) => allowsAction(grant.actions, action)))
      .flatMap((grant) =>
        grant.resources
          .filter((resource) => goesTooFar(context, resource, ofRole.get(role) ?? [], secrets))
          .map((resource) => overreach(grant, resource)),
      ),
  );
}

function goesTooFar(
  context: CheckContext,
  resource: string,
  uses: readonly SecretUse[],
  secrets: readonly Block[],
): boolean {
  const used = uses.flatMap(({ forms }) => forms);
  if (!used.some((form) => matches(resource, form))) return true;
  if (resource === "*") return true;
  if (!/[*?]/.test(resource)) return false;
  const owners = new Set(uses.map(({ owner }) => owner));
  return secrets.some((secret) => !owners.has(secret) && coversResource([resource], arnForms(context.app, secret)));
}

function overreach(grant: Grant, resource: string): Finding {
  const named = grant.references.find(({ block }) => resource.includes(`${block.stack.name}/${block.address}`))?.block;
  return permissionFinding("secret-overreach", grant.role, {
    prop: grant.sid ?? "policy",
    got: `may read ${named?.path ?? resource}, which none of its containers uses`,
    expected: "exactly the secrets that its containers are given",
    fix: "remove the grant, or give it to the task role of the application that reads the secret itself",
  });
}

function unknownStack(block: Block, stack: string): Finding {
  return permissionFinding("reference-unknown-stack", block, {
    got: `an output of the stack ${stack}, which is not part of this app`,
    expected: "a resource of the same app, whose stack is deployed first and exports what is used",
    fix: "build both stacks in one app, or pass the ARN or name as text and grant it explicitly",
  });
}
