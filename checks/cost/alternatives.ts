import { Configuration } from "./configuration";
import { type Estimate, type EstimateOptions, estimateCost, totals } from "./estimate";
import { between, type CostLine, toMicroUsd } from "./line";
import { fargateLines } from "./pricing/fargate";
import { MONTH_HOURS, PricingContext } from "./pricing/pricing-context";
import { runsPerMonth } from "./pricing/schedule-runs";
import { definitionOf, runMinutes, targetShares } from "./pricing/schedules";
import { fargateShares, taskCount, taskDefinitionOf } from "./pricing/services";
import { roundUpToFargate, taskSize } from "./pricing/task-size";
import { readTerraform } from "./read-terraform";
import type { Resource } from "./resource";
import type { JsonObject, TerraformDocument } from "./terraform-document";
import { Usage } from "./usage";
import type { View } from "./view";

/** What the same system would cost if it were built another way, before allowances. */
export interface Alternative {
  readonly name: "fargate" | "alb" | "nat";
  /** The change in one sentence. */
  readonly title: string;
  readonly added: readonly CostLine[];
  readonly removed: readonly CostLine[];
  /** USD a month that the change adds; negative when it saves. `unknown` counts added lines without a price. */
  readonly delta: { readonly low: number; readonly high: number; readonly unknown: number };
  readonly notes: readonly string[];
}

const MINUTES_PER_HOUR = 60;

/**
 * The same tasks on Fargate, with a load balancer in front, and with a NAT gateway: each where the system runs tasks
 * and does not have it yet.
 */
export function alternatives(
  documents: readonly TerraformDocument[],
  estimate: Estimate,
  options: EstimateOptions = {},
): Alternative[] {
  const configuration = new Configuration(documents, options.region);
  const context = new PricingContext(configuration, new Usage(options.usage));
  const services = configuration.ofType("aws_ecs_service");
  const schedules = configuration.ofType("aws_scheduler_schedule").filter((schedule) => ecsParameters(schedule));
  const [first] = [...services, ...schedules];
  if (first === undefined) return [];
  const has = (...types: string[]) => types.some((type) => configuration.ofType(type).length > 0);
  return [
    ...onFargate(configuration, context, estimate),
    ...(has("aws_lb", "aws_alb") ? [] : [withAdded(ALB, first.region, options)]),
    ...(has("aws_nat_gateway") ? [] : [withAdded(NAT, first.region, options)]),
  ];
}

interface Addition {
  readonly name: "alb" | "nat";
  readonly title: string;
  readonly resource: JsonObject;
  readonly notes: readonly string[];
}

/** A balancer needs subnets in two zones. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html */
const ALB: Addition = {
  name: "alb",
  title: "with an internet-facing load balancer added",
  resource: { aws_lb: { added: { subnets: ["first zone", "second zone"] } } },
  notes: ["one public IPv4 address in each of two zones; none of them where the balancer is internal"],
};

const NAT: Addition = {
  name: "nat",
  title: "with one NAT gateway added",
  resource: { aws_nat_gateway: { added: { allocation_id: "${aws_eip.added.id}" } }, aws_eip: { added: {} } },
  notes: ["one gateway in one zone; production in two zones needs two for each to survive the other"],
};

/** What a resource would add, by the same rules that price it in a system. Traffic out is there already. */
function withAdded(addition: Addition, region: string, options: EstimateOptions): Alternative {
  const { name, title, resource, notes } = addition;
  const document = readTerraform({ name: "added", json: { provider: { aws: { region } }, resource } });
  const { region: _, ...rest } = options;
  const added = estimateCost([document], rest).lines.filter((line) => line.slot !== "data-out");
  return { name, title, ...change(added, []), notes };
}

function onFargate(configuration: Configuration, context: PricingContext, estimate: Estimate): Alternative[] {
  const services = configuration
    .ofType("aws_ecs_service")
    .filter((service) => fargateShares(service, context).length === 0);
  const schedules = configuration
    .ofType("aws_scheduler_schedule")
    .filter((schedule) => runsOnInstances(schedule, context));
  if (services.length + schedules.length === 0) return [];
  const added = [
    ...services.flatMap((service) => serviceLines(service, context)),
    ...schedules.flatMap((schedule) => scheduleLines(schedule, context)),
  ];
  const fleets = fleetAddresses(configuration);
  const removed = estimate.lines.filter(
    (line) => fleets.has(`${line.document}|${line.address}`) && line.slot !== "data-out",
  );
  const notes = [
    "each size is rounded up to the next one Fargate sells",
    "each task has a public IPv4 address, because without one it needs a NAT gateway or endpoints",
  ];
  return [{ name: "fargate", title: "the same tasks on Fargate, without instances", ...change(added, removed), notes }];
}

function serviceLines(service: Resource, context: PricingContext): CostLine[] {
  const size = taskSize(taskDefinitionOf(service));
  const count = taskCount(service, context);
  return fargateLines(
    service,
    {
      slot: "alternative:fargate",
      size: size === undefined ? undefined : roundUpToFargate(size),
      tasks: between(count.range.low, count.range.high),
      hours: MONTH_HOURS,
      spot: false,
      publicIp: true,
      ...(count.note === undefined ? {} : { assumption: count.note }),
    },
    context,
  );
}

function scheduleLines(schedule: Resource, context: PricingContext): CostLine[] {
  const parameters = ecsParameters(schedule);
  const definition = definitionOf(parameters);
  const size = taskSize(definition);
  const runs = runsPerMonth(schedule.view.text("schedule_expression")) ?? context.usage.of("eventTaskRuns", schedule);
  const count = parameters?.number("task_count") ?? 1;
  const minutes = runMinutes(schedule, definition, context);
  return fargateLines(
    schedule,
    {
      slot: "alternative:fargate",
      size: size === undefined ? undefined : roundUpToFargate(size),
      tasks: between(runs.low * count, runs.high * count, "runs"),
      hours: between(minutes.low, minutes.high, "min", MINUTES_PER_HOUR),
      spot: false,
      publicIp: true,
      assumption: minutes.note,
    },
    context,
  );
}

function ecsParameters(schedule: Resource): View | undefined {
  return schedule.view.block("target")?.block("ecs_parameters");
}

function runsOnInstances(schedule: Resource, context: PricingContext): boolean {
  const target = schedule.view.block("target");
  const parameters = target?.block("ecs_parameters");
  return parameters !== undefined && targetShares(target?.targets("arn") ?? [], parameters, context).length === 0;
}

/** Groups behind ECS capacity providers, with the Elastic IPs their instances take. */
function fleetAddresses(configuration: Configuration): Set<string> {
  const providers = configuration.ofType("aws_ecs_capacity_provider");
  const groups = providers.flatMap(
    (provider) => provider.view.block("auto_scaling_group_provider")?.targets("auto_scaling_group_arn") ?? [],
  );
  const fleets = groups.length > 0 ? groups : configuration.ofType("aws_autoscaling_group");
  const addresses = fleets.flatMap((group) =>
    ["launch_template", "mixed_instances_policy"]
      .flatMap((key) => group.view.targets(key))
      .flatMap((template) => template.view.targets("user_data"))
      .filter((target) => target.type === "aws_eip"),
  );
  return new Set([...fleets, ...addresses].map((resource) => `${resource.document}|${resource.address}`));
}

function change(
  added: readonly CostLine[],
  removed: readonly CostLine[],
): Pick<Alternative, "added" | "removed" | "delta"> {
  const plus = totals(added, 0);
  const minus = totals(removed, 0);
  const delta = {
    low: toMicroUsd(plus.low - minus.low),
    high: toMicroUsd(plus.high - minus.high),
    unknown: plus.unknown,
  };
  return { added, removed, delta };
}
