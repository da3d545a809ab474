import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { RunnerView } from "../model/ecs-view";
import { scalingTargets } from "../model/scaling-targets";
import type { Block } from "../model/synthesized-app";
import { flagOf, listOf } from "../model/synthesized-stack";
import { lifecycleFinding } from "./codes";

/** Services are changed in place, keep the count their scaler gave them, and say so when a deployment fails. */
export const checkServices: Check = (context) => {
  const scalers = scalingTargets(context.app);
  return context.ecs.runners.flatMap((runner) => [
    ...checkStrategy(runner),
    ...(runner.kind === "service" ? checkCount(runner, scalers.get(runner.block)) : []),
    ...(runner.kind === "service" || runner.kind === "daemon" ? checkService(context, runner) : []),
  ]);
};

function checkStrategy({ kind, block, settings }: RunnerView): Finding[] {
  const strategy = blocksOf(settings.capacity_provider_strategy).length > 0;
  const launchType = settings.launch_type;
  if (strategy && launchType !== undefined) {
    return [
      lifecycleFinding("launch-type-conflict", block, {
        prop: "launch_type",
        got: `launch_type ${String(launchType)} together with a capacity provider strategy`,
        expected: "one of the two; AWS refuses both, or ignores the strategy",
        fix: "drop launch_type",
      }),
    ];
  }
  if (kind !== "service") return [];
  if (!strategy) {
    if (launchType !== undefined) return [];
    return [
      lifecycleFinding("service-strategy", block, {
        prop: "capacity_provider_strategy",
        got: "neither a strategy nor a launch type",
        expected: "a strategy of its own: one inherited from the cluster shows as a change on every plan",
        fix: "name the capacity provider on the service",
      }),
    ];
  }
  if (flagOf(settings.force_new_deployment) === true) return [];
  return [
    lifecycleFinding("service-replaced", block, {
      prop: "force_new_deployment",
      got: "not set, with a capacity provider strategy",
      expected: "true: a changed strategy replaces the service otherwise, which is an outage",
      fix: "set force_new_deployment to true",
    }),
  ];
}

function checkCount({ block }: RunnerView, scaler: Block | undefined): Finding[] {
  const ignored = blocksOf(block.body.lifecycle).flatMap((rules) => listOf(rules.ignore_changes));
  const ignores = ignored.includes("desired_count") || ignored.includes("all");
  if (scaler !== undefined && !ignores && block.body.desired_count !== undefined) {
    return [
      lifecycleFinding("count-reset", block, {
        prop: "lifecycle.ignore_changes",
        got: `desired_count ${String(block.body.desired_count)} is applied by every plan, and changed by ${scaler.path}`,
        expected: "a count that is left to its scaler",
        fix: 'add "desired_count" to lifecycle.ignore_changes',
      }),
    ];
  }
  if (scaler !== undefined || !ignored.includes("desired_count")) return [];
  return [
    lifecycleFinding("count-ignored", block, {
      prop: "lifecycle.ignore_changes",
      got: "desired_count is ignored, and nothing scales the service",
      expected: "a count that somebody changes: the plan, or a scaler",
      fix: "drop desired_count from lifecycle.ignore_changes, or add scaling",
    }),
  ];
}

function checkService(context: CheckContext, { block, settings }: RunnerView): Finding[] {
  const balanced = blocksOf(settings.load_balancer).length > 0;
  return [
    ...checkRebalancing(context, block),
    ...checkRollback(block),
    ...(settings.health_check_grace_period_seconds === undefined || balanced ? [] : [grace(block)]),
    ...(settings.iam_role === undefined ? [] : [serviceRole(block)]),
  ];
}

/** AWS turns it on for new services when nobody says otherwise, and refuses it where no copy may be added. */
function checkRebalancing({ app }: CheckContext, block: Block): Finding[] {
  const maximum = app.number(block, "deployment_maximum_percent") ?? 200;
  const daemon = block.body.scheduling_strategy === "DAEMON";
  if (maximum > 100 || daemon || block.body.availability_zone_rebalancing === "DISABLED") return [];
  return [
    lifecycleFinding("rebalancing-conflict", block, {
      prop: "availability_zone_rebalancing",
      got: `${String(block.body.availability_zone_rebalancing ?? "AWS's default, ENABLED")}, with a maximum of ${maximum} %`,
      expected: "DISABLED where no copy may be added to move one",
      fix: "set availability_zone_rebalancing to DISABLED, or raise the maximum",
      numbers: { maximum },
    }),
  ];
}

function checkRollback(block: Block): Finding[] {
  const controller = blocksOf(block.body.deployment_controller)[0]?.type ?? "ECS";
  if (controller !== "ECS") return [];
  const [breaker] = blocksOf(block.body.deployment_circuit_breaker);
  const alarms = blocksOf(block.body.alarms)[0];
  if (flagOf(breaker?.enable) !== true && flagOf(alarms?.enable) !== true) {
    return [
      lifecycleFinding("deployment-endless", block, {
        prop: "deployment_circuit_breaker",
        got: "no circuit breaker",
        expected: "a deployment that gives up: ECS starts failing tasks again without end otherwise",
        fix: "set deployment_circuit_breaker with enable and rollback",
      }),
    ];
  }
  const rollsBack = flagOf(breaker?.rollback) === true || flagOf(alarms?.rollback) === true;
  const waits = flagOf(block.body.wait_for_steady_state) === true;
  const compares = blocksOf(block.body.lifecycle).some((rules) => blocksOf(rules.postcondition).length > 0);
  if (!rollsBack || (waits && compares)) return [];
  return [
    lifecycleFinding("rollback-unnoticed", block, {
      prop: waits ? "lifecycle.postcondition" : "wait_for_steady_state",
      got: waits ? "no comparison after the deployment" : "no waiting for the deployment",
      expected: "an apply that fails when ECS rolls back: to the provider a rollback looks like success",
      fix: "set wait_for_steady_state, and a postcondition that compares task_definition",
    }),
  ];
}

function grace(block: Block): Finding {
  return lifecycleFinding("grace-without-balancer", block, {
    prop: "health_check_grace_period_seconds",
    got: `${String(block.body.health_check_grace_period_seconds)} without a load balancer`,
    expected: "no grace period: AWS refuses one where nothing checks",
    fix: "drop health_check_grace_period_seconds",
  });
}

function serviceRole(block: Block): Finding {
  return lifecycleFinding("service-iam-role", block, {
    prop: "iam_role",
    got: "a role of its own",
    expected: "none: ECS uses its service-linked role, and refuses another in most accounts",
    fix: "drop iam_role",
  });
}
