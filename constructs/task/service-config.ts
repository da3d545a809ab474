import type { EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import { inSameStack } from "../same-stack";
import type { ServiceRole } from "../security/service-role";
import { capacityStrategy } from "./capacity";
import type { Service } from "./service";
import type { ServiceProps } from "./service-props";

/** What a service is made of once its parts are there: the resource's configuration. */
export function serviceConfig(
  service: Service,
  props: ServiceProps,
  parts: Partial<EcsServiceConfig>,
  after: readonly ITerraformDependable[],
): EcsServiceConfig {
  const { task } = service;
  const network = task.networkConfiguration;
  const timeout = `${props.settleMinutes ?? 15}m`;
  const alarmNames = service.alarms.names(props.rollbackOn ?? []);
  return {
    name: service.name,
    cluster: task.cluster.arn,
    taskDefinition: task.resource.arn,
    desiredCount: service.desiredCount,
    capacityProviderStrategy: capacityStrategy(task.runOn),
    // Without it a changed strategy replaces the service. https://github.com/hashicorp/terraform-provider-aws/issues/22823
    forceNewDeployment: true,
    // ECS need not be scaled to 0 first, so destroy does not hang in DRAINING.
    forceDelete: true,
    deploymentMinimumHealthyPercent: service.minimumHealthyPercent,
    deploymentMaximumPercent: service.maximumPercent,
    deploymentCircuitBreaker: { enable: true, rollback: true },
    ...(alarmNames.length === 0 ? {} : { alarms: { alarmNames, enable: true, rollback: true } }),
    availabilityZoneRebalancing: isRebalanced(service) ? "ENABLED" : "DISABLED",
    enableExecuteCommand: props.executeCommand ?? false,
    enableEcsManagedTags: true,
    propagateTags: "SERVICE",
    ...(network === undefined ? {} : { networkConfiguration: network }),
    ...parts,
    waitForSteadyState: true,
    timeouts: { create: timeout, update: timeout, delete: timeout },
    lifecycle: {
      // The scaler's number is right, whatever the configuration says; without a scaler the configuration is.
      ...(props.scaling === undefined ? {} : { ignoreChanges: ["desired_count"] }),
      // A deployment that ECS rolled back looks like success to the provider.
      // https://github.com/hashicorp/terraform-provider-aws/issues/20858
      postcondition: [
        {
          condition: `\${self.task_definition == ${task.resource.fqn}.arn}`,
          errorMessage: `ECS rolled the deployment of ${service.node.id} back: look at the service's events and the task's logs.`,
        },
      ],
    },
    dependsOn: inSameStack(service, [
      task.cluster.capacityAssociation,
      task.logs.resource,
      ...after,
      ...(props.connect?.calls ?? []).map(({ resource }) => resource),
    ]),
  };
}

/**
 * AWS refuses rebalancing at a maximum of 100 %, and there is nothing to balance on one host.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
function isRebalanced({ task, maximumPercent }: Service): boolean {
  const singleHost = task.runOn.kind === "ec2" && task.runOn.props.max === 1;
  return !singleHost && maximumPercent > 100;
}

/** What the Session Manager agent in the container needs for `aws ecs execute-command`. */
export function allowExecuteCommand(role: ServiceRole<"task">): void {
  role.allow({
    sid: "ExecuteCommand",
    actions: [
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ],
    resources: ["*"],
    reason: "a shell in the container for those who may call ecs:ExecuteCommand",
    wildcard: {
      because: "the channel actions support no resource",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
    },
  });
}
