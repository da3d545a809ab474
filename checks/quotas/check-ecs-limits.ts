import { checkEcsLimit, type ECS_LIMITS } from "../../constructs/rules/ecs-limits";
import { checkFargateSize } from "../../constructs/rules/fargate-sizes";
import type { Finding } from "../../constructs/rules/finding";
import { checkScheduleExpression } from "../../constructs/rules/schedule-expression";
import { checkSchedulerLimit } from "../../constructs/rules/scheduler-limits";
import { checkTimeZone } from "../../constructs/rules/time-zone";
import type { Check, CheckContext } from "../check-context";
import { templateParts } from "../cost/expression";
import { blocksOf, type Json, objectOf } from "../cost/terraform-document";
import type { RunnerView } from "../model/ecs-view";
import { scalingTargets } from "../model/scaling-targets";
import type { Block } from "../model/synthesized-app";
import { listOf, numberOf, textOf } from "../model/synthesized-stack";
import type { TaskView } from "../model/task-view";
import { violationsAt } from "./codes";

/** ECS's and EventBridge Scheduler's limits, counted in what was synthesized. */
export const checkEcsLimits: Check = (context) => [
  ...context.app
    .ofType("aws_ecs_cluster_capacity_providers")
    .flatMap((block) =>
      limit(block, "capacity_providers", "capacityProvidersPerCluster", listOf(block.body.capacity_providers)),
    ),
  ...context.ecs.tasks.flatMap(checkTask),
  ...context.ecs.runners.flatMap((runner) => checkRunner(runner)),
  ...checkCounts(context),
  ...context.app.ofType("aws_scheduler_schedule").flatMap(checkSchedule),
];

function limit(block: Block, prop: string, name: keyof typeof ECS_LIMITS, items: readonly Json[]): Finding[] {
  return violationsAt(block, prop, checkEcsLimit(name, items.length));
}

function checkTask(task: TaskView): Finding[] {
  const { block, containers, readable, fargate, cpu, memoryMiB } = task;
  const text = textOf(block.body.container_definitions) ?? "";
  const size = fargate && cpu !== undefined && memoryMiB !== undefined ? checkFargateSize(cpu, memoryMiB) : [];
  return [
    ...(readable
      ? violationsAt(block, "container_definitions", checkEcsLimit("containersPerTask", containers.length))
      : []),
    ...violationsAt(
      block,
      "container_definitions",
      checkEcsLimit("taskDefinitionBytes", Math.max(1, knownBytes(text))),
    ),
    ...violationsAt(block, "cpu", size),
    ...tags(block),
  ];
}

/** Bytes that are certain: what Terraform fills in later can only add to them. */
function knownBytes(text: string): number {
  return templateParts(text).reduce((sum, part) => sum + Buffer.byteLength(part.plain), 0);
}

function checkRunner({ block, settings, kind }: RunnerView): Finding[] {
  const network = objectOf(blocksOf(settings.network_configuration)[0]);
  const awsvpc = Object.keys(network).length > 0;
  const strategies = listOf(settings.ordered_placement_strategy ?? settings.placement_strategy);
  return [
    ...limit(block, "placement_constraints", "placementConstraints", listOf(settings.placement_constraints)),
    ...limit(block, "placement_strategy", "placementStrategies", strategies),
    ...(awsvpc ? limit(block, "network_configuration.subnets", "subnets", listOf(network.subnets)) : []),
    ...(awsvpc
      ? limit(block, "network_configuration.security_groups", "securityGroups", listOf(network.security_groups))
      : []),
    ...(kind === "service"
      ? limit(block, "load_balancer", "targetGroupsPerService", listOf(settings.load_balancer))
      : []),
    ...tags(block),
  ];
}

function tags(block: Block): Finding[] {
  return violationsAt(block, "tags", checkEcsLimit("tags", Object.keys(objectOf(block.body.tags)).length));
}

/** The most copies that the service or its scaler may ask for. */
function checkCounts({ app, ecs }: CheckContext): Finding[] {
  const scalers = scalingTargets(app);
  return ecs.runners
    .filter(({ kind }) => kind === "service")
    .flatMap(({ block, count }) => {
      const most = Math.max(count, app.number(scalers.get(block), "max_capacity") ?? 0);
      const discovered =
        block.body.service_registries !== undefined || block.body.service_connect_configuration !== undefined;
      return violationsAt(
        block,
        "desired_count",
        checkEcsLimit(discovered ? "tasksPerDiscoverableService" : "tasksPerService", most),
      );
    });
}

function checkSchedule(block: Block): Finding[] {
  const expression = textOf(block.body.schedule_expression);
  const zone = textOf(block.body.schedule_expression_timezone);
  const known = (text: string | undefined) => text !== undefined && !text.includes("${");
  const [parameters] = blocksOf(blocksOf(block.body.target)[0]?.ecs_parameters);
  const providers = listOf(parameters?.capacity_provider_strategy);
  const count = numberOf(parameters?.task_count) ?? 1;
  return [
    ...(known(expression) ? violationsAt(block, "schedule_expression", checkScheduleExpression(expression!)) : []),
    ...(known(zone) ? violationsAt(block, "schedule_expression_timezone", checkTimeZone(zone!)) : []),
    ...violationsAt(block, "target.ecs_parameters", checkSchedulerLimit("capacityProviders", providers.length)),
    ...violationsAt(block, "target.ecs_parameters.task_count", checkSchedulerLimit("taskCount", count)),
  ];
}
