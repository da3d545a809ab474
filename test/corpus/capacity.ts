import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { type BrokenSystem, built, tampered } from "./broken-system";

/** Section 2: capacity providers, groups and counts that drift. */
export const CAPACITY: readonly BrokenSystem[] = [
  tampered("2.1", "service-replaced", "a strategy without force_new_deployment", (file) => {
    file.one("aws_ecs_service").force_new_deployment = false;
  }),
  tampered("2.2", "service-strategy", "a service that inherits the cluster's strategy", (file) => {
    delete file.one("aws_ecs_service").capacity_provider_strategy;
  }),
  tampered("2.4", "managed-tag-drift", "a group without the tag that ECS adds", (file) => {
    file.one("aws_autoscaling_group").tag = [];
  }),
  tampered("2.5", "count-reset", "a desired capacity that every plan applies", (file) => {
    const group = file.one("aws_autoscaling_group");
    group.desired_capacity = 1;
    group.lifecycle = {};
  }),
  built("2.5", "count-reset", "a count that the scaler changes and the plan resets", ({ stack, service }) => {
    new AppautoscalingTarget(stack, "scaler", {
      minCapacity: 1,
      maxCapacity: 2,
      resourceId: `service/\${${service.task.cluster.resource.fqn}.name}/\${${service.resource.fqn}.name}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
    });
  }),
  tampered("2.5", "count-ignored", "a count that nobody sets", (file) => {
    const service = file.one("aws_ecs_service");
    service.lifecycle = { ...(service.lifecycle as object), ignore_changes: ["desired_count"] };
  }),
  tampered("2.6", "managed-scaling-off", "jobs that are dropped when the host is full", (file) => {
    const provider = file.block("aws_ecs_capacity_provider", "auto_scaling_group_provider");
    provider.managed_scaling = { status: "DISABLED" };
  }),
  tampered("2.8", "rebalancing-conflict", "rebalancing where no copy may be added", (file) => {
    const service = file.one("aws_ecs_service");
    service.deployment_maximum_percent = 100;
    service.deployment_minimum_healthy_percent = 0;
    service.availability_zone_rebalancing = "ENABLED";
  }),
  tampered("2.8", "rebalancing-conflict", "rebalancing left to AWS, which turns it on", (file) => {
    const service = file.one("aws_ecs_service");
    service.deployment_maximum_percent = 100;
    service.deployment_minimum_healthy_percent = 0;
    delete service.availability_zone_rebalancing;
  }),
];
