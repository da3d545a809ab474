import { between, type CostLine, type Factor } from "../line";
import type { Resource } from "../resource";
import type { View } from "../view";
import { fargateLines } from "./fargate";
import type { Pricer, PricingContext } from "./pricing-context";
import { runsPerMonth } from "./schedule-runs";
import { type CapacityShare, clusterShares, ownShares } from "./services";
import { declaredMinutes, taskSize } from "./task-size";

const MILLION = 1_000_000;
const MINUTES_PER_HOUR = 60;
/** Fargate bills a minute at the least. @see https://aws.amazon.com/fargate/pricing/ */
const LEAST_BILLED_MINUTES = 1;

/** An EventBridge Scheduler schedule: its invocations, and the Fargate tasks it runs. */
export const priceSchedule: Pricer = (resource, context) => {
  const { view } = resource;
  const disabled = view.text("state") === "DISABLED";
  const expression = view.text("schedule_expression");
  const known = runsPerMonth(expression);
  const runs = orDisabled(known ?? context.usage.of("eventTaskRuns", resource), disabled);
  const target = view.block("target");
  const assumption = [
    ...(known === undefined ? [`unreadable schedule; ${context.usage.text("eventTaskRuns", resource)}`] : []),
    ...(disabled ? ["disabled now, so none to all of its runs"] : []),
  ].join("; ");
  return [
    context.line(resource, {
      slot: "invocations",
      item: `schedule ${expression ?? "that can't be seen"}`,
      price: "eventbridge_scheduler",
      factors: [between(runs.low, runs.high, "runs", MILLION)],
      unit: "million invocations",
      ...(assumption === "" ? {} : { assumption }),
      pool: "scheduler-invocations",
    }),
    ...taskRunLines(resource, { runs, target, parameters: target?.block("ecs_parameters") }, context),
  ];
};

/** A target of an EventBridge rule: the Fargate tasks it runs. Events of AWS services themselves are free. */
export const priceEventTarget: Pricer = (resource, context) => {
  const parameters = resource.view.block("ecs_target");
  if (parameters === undefined) return { free: "delivery of AWS service events to a target is free" };
  const rule = resource.view.targets("rule").find((target) => target.type === "aws_cloudwatch_event_rule");
  const scheduled = runsPerMonth(rule?.view.text("schedule_expression"));
  const runs = scheduled ?? { ...context.usage.of("eventTaskRuns", resource), unit: "runs" };
  const target = { runs, target: resource.view, parameters };
  const lines = taskRunLines(resource, target, context, scheduled === undefined);
  return lines.length > 0 ? lines : { free: "runs on instances, which are priced with their Auto Scaling group" };
};

interface TaskRuns {
  readonly runs: Factor;
  readonly target: View | undefined;
  /** The ECS block of the target. */
  readonly parameters: View | undefined;
}

function taskRunLines(resource: Resource, props: TaskRuns, context: PricingContext, runsAssumed = false): CostLine[] {
  const { parameters, target } = props;
  if (parameters === undefined) return [];
  const definition = definitionOf(parameters);
  const shares = targetShares(target?.targets("arn") ?? [], parameters, context);
  if (shares.length === 0) return [];
  const minutes = runMinutes(resource, definition, context);
  const count = parameters.number("task_count") ?? 1;
  const notes = [...(runsAssumed ? [context.usage.text("eventTaskRuns", resource)] : []), minutes.note];
  return fargateLines(
    resource,
    {
      size: taskSize(definition),
      tasks: between(props.runs.low * count, props.runs.high * count, "runs"),
      hours: between(minutes.low, minutes.high, "min", MINUTES_PER_HOUR),
      spot: allSpot(shares),
      publicIp: parameters.block("network_configuration")?.flag("assign_public_ip") ?? false,
      assumption: notes.join("; "),
    },
    context,
  );
}

/** The task definition that the ECS block of a target runs. */
export function definitionOf(parameters: View | undefined): Resource | undefined {
  return parameters?.targets("task_definition_arn").find((found) => found.type === "aws_ecs_task_definition");
}

/** The Fargate capacity providers of a target; empty when it runs on instances. */
export function targetShares(
  clusters: readonly Resource[],
  parameters: View,
  context: PricingContext,
): CapacityShare[] {
  const own = ownShares(parameters, "capacity_provider_strategy");
  return own ?? clusterShares(clusters, definitionOf(parameters), context);
}

/** Minutes one run takes: up to its declared maximum, or as assumed. */
export function runMinutes(resource: Resource, definition: Resource | undefined, context: PricingContext) {
  const assumed = context.usage.of("taskMinutes", resource);
  const declared = declaredMinutes(definition);
  if (declared === undefined) {
    const low = Math.max(LEAST_BILLED_MINUTES, assumed.low);
    return { low, high: Math.max(low, assumed.high), note: context.usage.text("taskMinutes", resource) };
  }
  const high = Math.max(LEAST_BILLED_MINUTES, declared);
  const low = Math.max(LEAST_BILLED_MINUTES, Math.min(assumed.low, high));
  return { low, high, note: `a run takes ${low} minutes to its declared maximum of ${high}` };
}

function allSpot(shares: readonly CapacityShare[]): boolean {
  return shares.every((share) => share.provider === "FARGATE_SPOT");
}

function orDisabled(runs: Factor, disabled: boolean): Factor {
  return disabled ? { ...runs, low: 0 } : runs;
}
