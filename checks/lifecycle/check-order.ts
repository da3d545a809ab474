import type { Finding } from "../../constructs/rules/finding";
import { type Check, type CheckContext, perContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import { balancerMap } from "../model/balancer-map";
import { dependencyGraph } from "../model/dependency-graph";
import type { RunnerView } from "../model/ecs-view";
import type { Block } from "../model/synthesized-app";
import { listOf } from "../model/synthesized-stack";
import { type LifecycleCode, lifecycleFinding } from "./codes";

/** Terraform creates what must be there first before what needs it, and destroys it after. */
export const checkOrder: Check = (context) => [
  ...context.ecs.runners.flatMap((runner) => [
    ...afterAssociation(context, runner),
    ...afterPolicies(context, runner),
    ...afterListeners(context, runner),
    ...afterMountTargets(context, runner),
  ]),
  ...context.ecs.fleets.flatMap(({ group, template, path }) => afterCluster(context, group, template, path)),
  ...context.app
    .ofType("aws_ecs_cluster_capacity_providers")
    .flatMap((association) => checkReplacement(context, association)),
];

function outOfOrder(
  context: CheckContext,
  code: LifecycleCode,
  later: Block,
  earlier: readonly Block[],
  why: string,
): Finding[] {
  const graph = dependencyGraph(context);
  const loose = earlier.filter((block) => block.stack === later.stack && !graph.isAfter(later, block));
  if (loose.length === 0) return [];
  return [
    lifecycleFinding(code, later, {
      prop: "depends_on",
      got: `nothing orders it after ${loose.map((block) => block.path).join(", ")}`,
      expected: why,
      fix: `add depends_on: ${loose.map((block) => block.address).join(", ")}`,
      numbers: { missing: loose.length },
    }),
  ];
}

/** ECS refuses to drop a capacity provider that a service still uses. */
function afterAssociation(context: CheckContext, { block, cluster, capacity, settings }: RunnerView): Finding[] {
  const used = capacity.fargate || capacity.fleets.length > 0;
  if (!used || blocksOf(settings.capacity_provider_strategy).length === 0) return [];
  const associations = context.app
    .ofType("aws_ecs_cluster_capacity_providers")
    .filter((association) => context.app.follow(association, "cluster_name", "aws_ecs_cluster") === cluster);
  return outOfOrder(
    context,
    "order-association",
    block,
    associations,
    "the association of the capacity providers created before, and destroyed after, what uses them",
  );
}

/** Without its policies ECS can neither stop tasks nor deregister targets, and the service hangs in DRAINING. */
function afterPolicies(context: CheckContext, { block, task, role }: RunnerView): Finding[] {
  const roles = new Set([task.executionRole, task.taskRole, role].filter((used) => used !== undefined));
  const policies = [...roles].flatMap((used) => policiesByRole(context).get(used) ?? []);
  return outOfOrder(
    context,
    "order-policy",
    block,
    policies,
    "the permissions of its roles created before it, and destroyed only after it is gone",
  );
}

const policiesByRole = perContext(({ app }) => {
  const policies = new Map<Block, Block[]>();
  for (const policy of [...app.ofType("aws_iam_role_policy"), ...app.ofType("aws_iam_role_policy_attachment")]) {
    const role = app.follow(policy, "role", "aws_iam_role");
    if (role !== undefined) policies.set(role, [...(policies.get(role) ?? []), policy]);
  }
  return policies;
});

/** ECS refuses a service whose target group no balancer uses yet. One way to the group is enough. */
function afterListeners(context: CheckContext, { block, settings }: RunnerView): Finding[] {
  return blocksOf(settings.load_balancer).flatMap((link) => {
    const group = context.app.target(link.target_group_arn, block.stack, "aws_lb_target_group");
    const forwarders = group === undefined ? [] : balancerMap(context).forwardersTo(group);
    const here = forwarders.filter((forwarder) => forwarder.stack === block.stack);
    if (
      here.length < forwarders.length ||
      here.some((forwarder) => dependencyGraph(context).isAfter(block, forwarder))
    ) {
      return [];
    }
    return outOfOrder(
      context,
      "order-listener",
      block,
      here,
      "the listener or rule that uses its target group created before it",
    );
  });
}

function afterMountTargets(context: CheckContext, { block, task }: RunnerView): Finding[] {
  const { app } = context;
  const settings = task.volumes.flatMap((volume) => blocksOf(volume.efs_volume_configuration));
  const systems = new Set(
    settings.flatMap((efs) => app.target(efs.file_system_id, task.block.stack, "aws_efs_file_system") ?? []),
  );
  if (systems.size === 0) return [];
  const targets = app.ofType("aws_efs_mount_target").filter((target) => {
    const system = app.follow(target, "file_system_id", "aws_efs_file_system");
    return system !== undefined && systems.has(system);
  });
  return outOfOrder(
    context,
    "order-mount-target",
    block,
    targets,
    "the mount targets of its file system created before it: a task that starts earlier cannot mount",
  );
}

/** A cluster that still has instances cannot be deleted. */
function afterCluster(
  context: CheckContext,
  group: Block | undefined,
  template: Block | undefined,
  path: string,
): Finding[] {
  if (group === undefined || template === undefined) return [];
  const clusters = context.app
    .ofType("aws_ecs_cluster_capacity_providers")
    .filter((association) =>
      context.app
        .targets(association.body.capacity_providers, association.stack, "aws_ecs_capacity_provider")
        .some((provider) =>
          context.app.targets(provider.body, provider.stack, "aws_autoscaling_group").includes(group),
        ),
    )
    .flatMap((association) => context.app.follow(association, "cluster_name", "aws_ecs_cluster") ?? []);
  return outOfOrder(
    context,
    "order-cluster",
    group,
    clusters,
    "the cluster created before its hosts, and destroyed after them",
  ).map((finding) => ({ ...finding, path, fix: "use the cluster's name attribute in the user data, not its text" }));
}

/**
 * A provider cannot be deleted while it is associated, so replacing one must redo the association first. Nothing else may:
 * ECS takes no provider away that a service uses.
 */
function checkReplacement(context: CheckContext, association: Block): Finding[] {
  const { app } = context;
  const providers = app
    .targets(association.body.capacity_providers, association.stack, "aws_ecs_capacity_provider")
    .filter((provider) => provider.stack === association.stack);
  const triggers = blocksOf(association.body.lifecycle).flatMap((block) => listOf(block.replace_triggered_by));
  const missing = providers.filter(
    (provider) => !triggers.some((trigger) => String(trigger).includes(provider.address)),
  );
  const whole = providers.filter((provider) => triggers.some((trigger) => isWhole(String(trigger), provider)));
  return [...missingTriggers(association, missing), ...wholeTriggers(association, whole)];
}

/** Whether a trigger is a resource and none of its attributes, so that each change in place counts. */
function isWhole(trigger: string, { address }: Block): boolean {
  return trigger.replace(/^\$\{(.*)\}$/, "$1") === address;
}

function wholeTriggers(association: Block, whole: readonly Block[]): Finding[] {
  if (whole.length === 0) return [];
  return [
    lifecycleFinding("association-redone", association, {
      prop: "lifecycle.replace_triggered_by",
      got: `the whole of ${whole.map((provider) => provider.path).join(", ")}`,
      expected:
        "only a replacement of the provider: each change in place (target capacity, draining, warm-up) takes the association " +
        "away from under the services, which ECS refuses until the plan gives up",
      fix: `name the id: ${whole.map((provider) => `${provider.address}.id`).join(", ")}`,
    }),
  ];
}

function missingTriggers(association: Block, missing: readonly Block[]): Finding[] {
  if (missing.length === 0) return [];
  return [
    lifecycleFinding("association-not-replaced", association, {
      prop: "lifecycle.replace_triggered_by",
      got: `nothing about ${missing.map((provider) => provider.path).join(", ")}`,
      expected:
        "an association that is replaced together with its capacity providers; the plan waits 20 minutes and fails otherwise",
      fix: `add replace_triggered_by: ${missing.map((provider) => `${provider.address}.id`).join(", ")}`,
    }),
  ];
}
