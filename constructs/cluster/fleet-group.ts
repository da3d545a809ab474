import type { AutoscalingGroupConfig } from "@cdktf/provider-aws/lib/autoscaling-group";
import type { EcsCapacityProviderAutoScalingGroupProviderManagedScaling } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import type { ClusterScaling, Ec2FleetProps, SpotOptions } from "./fleet-props";

/** What a refresh keeps running while it replaces hosts, in percent of the wanted number. */
export interface RefreshPreferences {
  readonly minHealthyPercentage: number;
  readonly maxHealthyPercentage: number;
}

/** Whether the fleet may have one host more than it needs for a while; two hosts cannot share one fixed address. */
export function launchesFirst({ min, max, elasticIp }: Ec2FleetProps): boolean {
  return max > min && elasticIp !== true;
}

/** The new host first where the fleet may have two, else the old one ends first. */
export function refreshPreferences(props: Ec2FleetProps): RefreshPreferences {
  return launchesFirst(props)
    ? { minHealthyPercentage: 100, maxHealthyPercentage: 200 }
    : { minHealthyPercentage: 0, maxHealthyPercentage: 100 };
}

/** One template on demand, or a mix of types on spot. */
export function launchConfig(
  props: Ec2FleetProps,
  template: { readonly id: string; readonly version: string },
): Partial<AutoscalingGroupConfig> {
  if (props.spot === undefined) return { launchTemplate: template };
  return {
    capacityRebalance: true,
    mixedInstancesPolicy: {
      instancesDistribution: distribution(props.spot),
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: template.id, version: template.version },
        override: [props.instanceType, ...props.spot.alternativeTypes].map((type) => ({ instanceType: type })),
      },
    },
  };
}

function distribution({ onDemandBase }: SpotOptions) {
  return {
    onDemandBaseCapacity: onDemandBase ?? 0,
    onDemandPercentageAboveBaseCapacity: 0,
    spotAllocationStrategy: "price-capacity-optimized",
  };
}

/** Hosts made ready beforehand. They join the cluster only when they are put into service. */
export function warmPoolConfig({ warmPool }: Ec2FleetProps): Partial<AutoscalingGroupConfig> {
  if (warmPool === undefined) return {};
  return { forceDeleteWarmPool: true, warmPool: { minSize: warmPool.size, poolState: warmPool.state ?? "Stopped" } };
}

/**
 * With managed scaling a task that does not fit waits in PROVISIONING; without it RunTask fails at once and a scheduled
 * run is lost. @see https://github.com/aws/containers-roadmap/issues/1705
 */
export function managedScaling(
  scaling: ClusterScaling = {},
): EcsCapacityProviderAutoScalingGroupProviderManagedScaling {
  return {
    status: "ENABLED",
    targetCapacity: scaling.targetPercent ?? 100,
    minimumScalingStepSize: 1,
    maximumScalingStepSize: scaling.mostAtOnce ?? 1,
    ...(scaling.warmupSeconds === undefined ? {} : { instanceWarmupPeriod: scaling.warmupSeconds }),
  };
}
