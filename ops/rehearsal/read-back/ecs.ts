import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { block, blocks, compared, json, type Reader, sorted, text } from "./comparison";

const autoScalingGroup: Reader = async ({ asked, state }, { autoScaling }) => {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [text(state.id)] });
  const { AutoScalingGroups: [found] = [] } = await autoScaling.send(command);
  const wantedTags = blocks(asked.tag).map(
    ({ key, value, propagate_at_launch }) => `${key}=${value} ${propagate_at_launch}`,
  );
  const foundTags = found?.Tags?.map(({ Key, Value, PropagateAtLaunch }) => `${Key}=${Value} ${PropagateAtLaunch}`);
  return compared({
    minimum: [asked.min_size, found?.MinSize],
    maximum: [asked.max_size, found?.MaxSize],
    instances: [Math.max(Number(asked.min_size ?? 0), Number(asked.desired_capacity ?? 0)), found?.Instances?.length],
    subnets: [sorted(state.vpc_zone_identifier), sorted(found?.VPCZoneIdentifier?.split(","))],
    "health check": [asked.health_check_type, found?.HealthCheckType],
    "scale-in protection": [asked.protect_from_scale_in, found?.NewInstancesProtectedFromScaleIn],
    tags: [wantedTags.sort(), foundTags?.sort()],
  });
};

const cluster: Reader = async ({ asked, state }, { ecs }) => {
  const command = new DescribeClustersCommand({ clusters: [text(state.arn)], include: ["SETTINGS", "TAGS"] });
  const { clusters: [found] = [] } = await ecs.send(command);
  const settings = blocks(asked.setting);
  return compared({
    name: [asked.name, found?.clusterName],
    status: ["ACTIVE", found?.status],
    settings: [settings.length === 0 ? undefined : settings, found?.settings],
  });
};

const capacityProvider: Reader = async ({ asked, state }, { ecs }) => {
  const command = new DescribeCapacityProvidersCommand({ capacityProviders: [text(state.name)] });
  const { capacityProviders: [found] = [] } = await ecs.send(command);
  const group = block(asked.auto_scaling_group_provider);
  const scaling = block(group.managed_scaling);
  const provider = found?.autoScalingGroupProvider;
  return compared({
    group: [block(state.auto_scaling_group_provider).auto_scaling_group_arn, provider?.autoScalingGroupArn],
    "managed scaling": [scaling.status, provider?.managedScaling?.status],
    "target capacity": [scaling.target_capacity, provider?.managedScaling?.targetCapacity],
    "termination protection": [group.managed_termination_protection, provider?.managedTerminationProtection],
    "managed draining": [group.managed_draining, provider?.managedDraining],
  });
};

const clusterCapacityProviders: Reader = async ({ state }, { ecs }) => {
  const command = new DescribeClustersCommand({ clusters: [text(state.cluster_name)] });
  const { clusters: [found] = [] } = await ecs.send(command);
  return compared({ providers: [sorted(state.capacity_providers), sorted(found?.capacityProviders)] });
};

const taskDefinition: Reader = async ({ asked, state }, { ecs }) => {
  const { taskDefinition: found } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: text(state.arn) }),
  );
  return compared({
    family: [asked.family, found?.family],
    "network mode": [asked.network_mode, found?.networkMode],
    CPU: [asked.cpu, found?.cpu],
    memory: [asked.memory, found?.memory],
    "task role": [state.task_role_arn, found?.taskRoleArn],
    "execution role": [state.execution_role_arn, found?.executionRoleArn],
    containers: [json(asked.container_definitions ?? state.container_definitions), found?.containerDefinitions],
  });
};

const service: Reader = async ({ asked, state }, { ecs }) => {
  const command = new DescribeServicesCommand({ cluster: text(state.cluster), services: [text(state.name)] });
  const { services: [found] = [] } = await ecs.send(command);
  const deployment = found?.deploymentConfiguration;
  const breaker = block(asked.deployment_circuit_breaker);
  const strategy = blocks(state.capacity_provider_strategy).map(({ base, capacity_provider, weight }) => ({
    // the provider does not send a base of 0
    base: base || undefined,
    capacityProvider: capacity_provider,
    weight,
  }));
  return compared({
    status: ["ACTIVE", found?.status],
    "task definition": [state.task_definition, found?.taskDefinition],
    "desired count": [asked.desired_count, found?.desiredCount],
    "running count": [asked.desired_count, found?.runningCount],
    "capacity providers": [strategy, found?.capacityProviderStrategy ?? []],
    "minimum healthy percent": [asked.deployment_minimum_healthy_percent, deployment?.minimumHealthyPercent],
    "maximum percent": [asked.deployment_maximum_percent, deployment?.maximumPercent],
    "circuit breaker": [breaker.enable, deployment?.deploymentCircuitBreaker?.enable],
    rollback: [breaker.rollback, deployment?.deploymentCircuitBreaker?.rollback],
    "zone rebalancing": [asked.availability_zone_rebalancing, found?.availabilityZoneRebalancing],
  });
};

export const ecsReaders: Readonly<Record<string, Reader>> = {
  aws_autoscaling_group: autoScalingGroup,
  aws_ecs_capacity_provider: capacityProvider,
  aws_ecs_cluster: cluster,
  aws_ecs_cluster_capacity_providers: clusterCapacityProviders,
  aws_ecs_service: service,
  aws_ecs_task_definition: taskDefinition,
};
