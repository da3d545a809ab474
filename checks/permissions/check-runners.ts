import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf, isObject } from "../cost/terraform-document";
import { arnForms } from "../model/canonical-arn";
import type { RunnerView } from "../model/ecs-view";
import type { Block } from "../model/synthesized-app";
import { listOf, textOf } from "../model/synthesized-stack";
import { isAllowed } from "./check-secrets";
import { permissionFinding } from "./codes";
import { allowsAction, coversResource } from "./iam-match";
import { type Grant, rolePermissions } from "./role-permissions";

const PASS = "iam:PassRole";

/** What starts tasks may start exactly its family on its cluster, pass exactly its two roles, and keep what fails. */
export const checkRunners: Check = (context) => {
  const started = context.ecs.runners.filter(({ role }) => role !== undefined);
  const passed = new Map<Block, Set<Block>>();
  for (const { role, task } of started) {
    const known = passed.get(role!) ?? new Set<Block>();
    for (const passable of [task.executionRole, task.taskRole]) if (passable !== undefined) known.add(passable);
    passed.set(role!, known);
  }
  return [
    ...started.flatMap((runner) => [
      ...checkRunTask(context, runner),
      ...checkPassRole(context, runner),
      ...checkDeadLetters(context, runner),
    ]),
    ...rolePermissions(context)
      .all()
      .flatMap((grant) => checkWidth(grant, passed.get(grant.role), isDeclaredWildcard(context, grant))),
  ];
};

function checkRunTask(context: CheckContext, runner: RunnerView): Finding[] {
  const grants = rolePermissions(context).of(runner.role);
  const forms = familyForms(context, runner);
  const able = grants.filter((grant) => isAllowed([grant], "ecs:RunTask", forms));
  const here = able.filter((grant) => clusterMatches(context, grant, runner));
  const tagged = ["propagate_tags", "enable_ecs_managed_tags", "tags"].some((key) => Boolean(runner.settings[key]));
  const mayTag = !tagged || grants.some((grant) => allowsAction(grant.actions, "ecs:TagResource"));
  if (here.length > 0 && mayTag) return [];
  const elsewhere = able.length > 0 && here.length === 0;
  const missing = here.length > 0 ? "ecs:TagResource, which tagged tasks need" : "ecs:RunTask on the family";
  return [
    permissionFinding("run-task-missing", runner.path, {
      got: elsewhere
        ? `${runner.role?.path} may run the task on another cluster only`
        : `${runner.role?.path} may not call ${missing} ${runner.task.family ?? runner.task.path}`,
      expected: "a role that may start the task on its cluster; every start fails otherwise",
      fix: "allow ecs:RunTask on <family arn>:* with ecs:cluster equal to the cluster: allowRunning(role, task)",
    }),
  ];
}

/** Whichever revision: the newest is named by the schedule, a fixed one would fail after the next deployment. */
function familyForms({ app }: CheckContext, { task }: RunnerView): string[] {
  const reference = `<${task.block.stack.name}/${task.block.address}`;
  const arn = `arn:<partition>:ecs:<region>:<account>:task-definition/${task.family ?? "?"}:1`;
  const family = app.text(task.block, "family");
  return [`${reference}.arn>`, `${reference}.arn_without_revision>:1`, ...(family === undefined ? [] : [arn])];
}

/** A condition on `ecs:cluster` must name the cluster on which the task is started. */
function clusterMatches({ app }: CheckContext, grant: Grant, { cluster }: RunnerView): boolean {
  if (cluster === undefined) return true;
  const wanted = Object.values(grant.conditions)
    .filter(isObject)
    .flatMap((keys) => listOf(keys["ecs:cluster"]))
    .map((value) => app.canonical(textOf(value) ?? "", grant.block.stack));
  return wanted.length === 0 || coversResource(wanted, arnForms(app, cluster));
}

function checkPassRole(context: CheckContext, { role, task, path }: RunnerView): Finding[] {
  const grants = rolePermissions(context).of(role);
  const roles = [task.executionRole, task.taskRole].filter((passable) => passable !== undefined);
  const missing = roles.filter((passable) => !isAllowed(grants, PASS, arnForms(context.app, passable)));
  if (missing.length === 0) return [];
  return [
    permissionFinding("pass-role-missing", path, {
      got: `${role?.path} may not pass ${missing.map((passable) => passable.path).join(" and ")}`,
      expected: "iam:PassRole on both roles of the task; every start is denied otherwise",
      fix: "allow iam:PassRole on the execution role and the task role: allowRunning(role, task)",
    }),
  ];
}

/** A pattern with a reason, such as that of a role that releases whatever the system has. */
function isDeclaredWildcard({ tree }: CheckContext, { role, sid }: Grant): boolean {
  const statement = tree.roles.get(role.path)?.statements.find((declared) => declared.sid === sid);
  return statement?.wildcard !== undefined;
}

/** Passing a role is handing out everything it may do. What starts tasks passes exactly theirs, whatever reason it has. */
function checkWidth(grant: Grant, own: ReadonlySet<Block> | undefined, declared: boolean): Finding[] {
  if (grant.effect === "Deny" || !allowsAction(grant.actions, PASS)) return [];
  const passable = grant.references.filter(({ attribute }) => attribute === "arn").map(({ block }) => block);
  const patterns = grant.resources.filter((resource) => /[*?]/.test(resource));
  const wild = declared && own === undefined ? [] : patterns;
  const foreign = own === undefined ? [] : passable.filter((role) => !own.has(role));
  const bound = Object.values(grant.conditions).some((keys) => isObject(keys) && "iam:PassedToService" in keys);
  const problems = [
    ...(wild.length > 0 ? [`any role that matches ${wild.join(", ")}`] : []),
    ...(foreign.length > 0 ? [`${foreign.map((role) => role.path).join(", ")}, which its tasks do not have`] : []),
    ...(bound ? [] : ["roles to any service"]),
  ];
  if (problems.length === 0) return [];
  return [
    permissionFinding("pass-role-wide", grant.role, {
      prop: grant.sid ?? "policy",
      got: `may pass ${problems.join("; ")}`,
      expected: "exactly the two roles of its task, to ecs-tasks.amazonaws.com only",
      fix: "name the roles by their ARN and add the condition iam:PassedToService",
    }),
  ];
}

/** A schedule's dead letters are sent by its own role. */
function checkDeadLetters(context: CheckContext, { kind, block, role, path }: RunnerView): Finding[] {
  if (kind !== "schedule") return [];
  const target = blocksOf(block.body.target)[0];
  const settings = blocksOf(target?.dead_letter_config)[0];
  const queue = context.app.target(settings?.arn, block.stack, "aws_sqs_queue");
  if (queue === undefined) return [];
  if (isAllowed(rolePermissions(context).of(role), "sqs:SendMessage", arnForms(context.app, queue))) return [];
  return [
    permissionFinding("dead-letter-unwritable", path, {
      got: `${role?.path} may not call sqs:SendMessage on ${queue.path}`,
      expected: "a role that may put undeliverable starts into their queue; they are lost otherwise",
      fix: "grant it: deadLetters.grantSend(role)",
    }),
  ];
}
