import type { RunTaskCommandInput, Service } from "@aws-sdk/client-ecs";
import type { GetScheduleCommandOutput } from "@aws-sdk/client-scheduler";

/** Whom `startedBy` of a task names: at most 128 letters, digits, `-`, `_` and `/`. */
export const STARTED_BY = "stowage-run";

/** What RunTask needs to know of how a workload runs otherwise. */
export type RunRequest = Pick<
  RunTaskCommandInput,
  | "cluster"
  | "taskDefinition"
  | "launchType"
  | "capacityProviderStrategy"
  | "networkConfiguration"
  | "platformVersion"
  | "placementConstraints"
  | "placementStrategy"
  | "propagateTags"
  | "enableECSManagedTags"
>;

/**
 * What the schedule would start now: the deployed revision, in its place, with its addresses.
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
 */
export function requestOfSchedule({ Target }: Pick<GetScheduleCommandOutput, "Target">): RunRequest {
  const { EcsParameters: parameters } = Target ?? {};
  const network = parameters?.NetworkConfiguration?.awsvpcConfiguration;
  return given({
    cluster: Target?.Arn,
    taskDefinition: parameters?.TaskDefinitionArn,
    launchType: parameters?.LaunchType,
    capacityProviderStrategy: parameters?.CapacityProviderStrategy?.map(({ capacityProvider, base, weight }) =>
      given({ capacityProvider, base, weight }),
    ),
    networkConfiguration:
      network === undefined
        ? undefined
        : {
            awsvpcConfiguration: given({
              subnets: network.Subnets,
              securityGroups: network.SecurityGroups,
              assignPublicIp: network.AssignPublicIp,
            }),
          },
    platformVersion: parameters?.PlatformVersion,
    placementConstraints: parameters?.PlacementConstraints,
    placementStrategy: parameters?.PlacementStrategy,
    propagateTags: parameters?.PropagateTags,
    enableECSManagedTags: parameters?.EnableECSManagedTags,
  }) as RunRequest;
}

/** What the service would start now, but for its balancer and its proxies. */
export function requestOfService(service: Service): RunRequest {
  const strategy = service.capacityProviderStrategy ?? [];
  return given({
    cluster: service.clusterArn,
    taskDefinition: service.taskDefinition,
    // AWS takes the one or the other.
    launchType: strategy.length > 0 ? undefined : service.launchType,
    capacityProviderStrategy: strategy.length > 0 ? strategy : undefined,
    networkConfiguration: service.networkConfiguration?.awsvpcConfiguration && service.networkConfiguration,
    platformVersion: service.platformVersion,
    placementConstraints: service.placementConstraints,
    // A service's own ways to spread its copies mean nothing to one task.
    enableECSManagedTags: service.enableECSManagedTags,
  }) as RunRequest;
}

/** Without what is undefined. */
function given<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
