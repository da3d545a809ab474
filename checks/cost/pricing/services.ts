import { between, type CostLine, type Range } from "../line";
import type { Resource } from "../resource";
import type { View } from "../view";
import { fargateLines } from "./fargate";
import { MONTH_HOURS, type Pricer, type PricingContext } from "./pricing-context";
import { taskSize } from "./task-size";

/** One capacity provider of a service, in the order the service names them. */
export interface CapacityShare {
  readonly provider: string;
  readonly base: number;
  readonly weight: number;
}

/** A long-running service: free on instances that are paid anyway, tasks around the clock on Fargate. */
export const priceService: Pricer = (resource, context) => {
  const shares = fargateShares(resource, context);
  if (shares.length === 0) return { free: "runs on instances, which are priced with their Auto Scaling group" };
  const { view } = resource;
  const size = taskSize(taskDefinitionOf(resource));
  const tasks = taskCount(resource, context);
  const publicIp = view.block("network_configuration")?.flag("assign_public_ip") ?? false;
  const lines = shares.flatMap((share): CostLine[] => {
    const part = { low: shareOf(shares, share, tasks.range.low), high: shareOf(shares, share, tasks.range.high) };
    if (part.high === 0) return [];
    const spot = share.provider === "FARGATE_SPOT";
    return fargateLines(
      resource,
      {
        slot: spot ? "fargate-spot" : "fargate",
        size,
        tasks: between(part.low, part.high),
        hours: MONTH_HOURS,
        spot,
        publicIp,
        ...(tasks.note === undefined ? {} : { assumption: tasks.note }),
      },
      context,
    );
  });
  return publicIp ? [...lines, context.dataOut(resource)] : lines;
};

/** The task definition a service or target runs. */
export function taskDefinitionOf(resource: Resource): Resource | undefined {
  return resource.view.targets("task_definition").find((target) => target.type === "aws_ecs_task_definition");
}

/** Running tasks: the desired count, or the bounds of the service's scaling target. */
export function taskCount(
  service: Resource,
  context: PricingContext,
): { readonly range: Range; readonly note?: string } {
  const [scaling] = context.referring("aws_appautoscaling_target", "resource_id", service);
  const min = scaling?.view.number("min_capacity");
  const max = scaling?.view.number("max_capacity");
  if (min !== undefined && max !== undefined) {
    return { range: { low: min, high: Math.max(min, max) }, note: `scales between ${min} and ${max} tasks` };
  }
  const desired = service.view.number("desired_count");
  if (desired !== undefined) return { range: { low: desired, high: desired } };
  // a missing count means zero to AWS, but a hidden one could be anything
  const hidden = service.view.has("desired_count");
  return hidden
    ? { range: { low: 0, high: 1 }, note: "desired_count can't be seen; 0 to 1 taken" }
    : { range: { low: 0, high: 0 }, note: "no desired_count: AWS starts no task" };
}

/** The Fargate capacity providers of a service or task target; empty when it runs on instances. */
export function fargateShares(resource: Resource, context: PricingContext): CapacityShare[] {
  const { view } = resource;
  return (
    ownShares(view, "capacity_provider_strategy") ??
    clusterShares(view.targets("cluster"), taskDefinitionOf(resource), context)
  );
}

/** Shares of an explicit strategy or launch type; undefined when neither is there. */
export function ownShares(view: View, strategyKey: string): CapacityShare[] | undefined {
  const launchType = view.text("launch_type");
  if (launchType === "FARGATE") return [{ provider: "FARGATE", base: 0, weight: 1 }];
  const strategy = view.blocks(strategyKey);
  if (strategy.length > 0) return fargateOnly(strategy);
  return launchType === undefined ? undefined : [];
}

/** The cluster's default strategy; without one, Fargate when the task definition runs nowhere else. */
export function clusterShares(
  clusters: readonly Resource[],
  definition: Resource | undefined,
  context: PricingContext,
): CapacityShare[] {
  const providers = clusters.flatMap((cluster) => [
    ...context.referring("aws_ecs_cluster_capacity_providers", "cluster_name", cluster),
  ]);
  const strategy = providers.flatMap((provider) => provider.view.blocks("default_capacity_provider_strategy"));
  if (strategy.length > 0) return fargateOnly(strategy);
  const compatible = definition?.view.value("requires_compatibilities");
  const fargateAlone = Array.isArray(compatible) && compatible.length === 1 && compatible[0] === "FARGATE";
  return fargateAlone ? [{ provider: "FARGATE", base: 0, weight: 1 }] : [];
}

function fargateOnly(strategy: readonly View[]): CapacityShare[] {
  return strategy.flatMap((block) => {
    const provider = block.text("capacity_provider") ?? "";
    if (provider !== "FARGATE" && provider !== "FARGATE_SPOT") return [];
    return [{ provider, base: block.number("base") ?? 0, weight: block.number("weight") ?? 0 }];
  });
}

/** Tasks of one provider: its base first, then its part of the rest by weight, as an average. */
function shareOf(shares: readonly CapacityShare[], share: CapacityShare, tasks: number): number {
  const bases = shares.reduce((sum, other) => sum + Math.min(other.base, tasks), 0);
  const rest = Math.max(0, tasks - bases);
  const weights = shares.reduce((sum, other) => sum + other.weight, 0);
  const byWeight = weights === 0 ? 0 : (rest * share.weight) / weights;
  return Math.min(share.base, tasks) + byWeight;
}
