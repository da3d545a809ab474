import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { DISK_METRIC } from "../monitoring/fleet-alarms";
import type { Statement } from "../security/policy";

const ECS_ACTIONS =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html";
const SSM_MINIMUM =
  "https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html";

/**
 * What an ECS host may do, and nothing of what its containers do. Narrower than the managed policy
 * AmazonEC2ContainerServiceforEC2Role, which allows all of it on every cluster and pulls every image.
 */
export function containerHostStatements(scope: Construct, clusterArn: string, clusterName: string): Statement[] {
  const { id, region, partition } = awsAccount(scope);
  return [
    {
      sid: "RegisterWithCluster",
      actions: [
        "ecs:RegisterContainerInstance",
        "ecs:DeregisterContainerInstance",
        "ecs:SubmitTaskStateChange",
        "ecs:SubmitContainerStateChange",
        "ecs:SubmitAttachmentStateChanges",
      ],
      resources: [clusterArn],
      reason: "the agent joins this cluster and reports what its tasks do",
    },
    {
      sid: "TalkToCluster",
      actions: ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
      resources: [`arn:${partition}:ecs:${region}:${id}:container-instance/${clusterName}/*`],
      conditions: { ArnEquals: { "ecs:cluster": clusterArn } },
      reason: "the agent receives work and sends metrics, and drains itself on a spot interruption",
      wildcard: { because: "instance ids are not known before the instances exist", source: ECS_ACTIONS },
    },
    {
      sid: "FindCluster",
      actions: ["ecs:DiscoverPollEndpoint"],
      resources: ["*"],
      reason: "the agent asks where to connect",
      wildcard: { because: "the action supports no resource", source: ECS_ACTIONS },
    },
    {
      sid: "SessionManager",
      actions: [
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      resources: ["*"],
      reason: "a shell on the host without SSH, keys or an open port",
      wildcard: { because: "the channel actions support no resource", source: SSM_MINIMUM },
    },
  ];
}

/** Lets a replaced instance take the fleet's fixed address over. */
export function elasticIpStatement(scope: Construct, allocationId: string, fleetName: string): Statement[] {
  const { id, region, partition } = awsAccount(scope);
  const source = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html";
  return [
    {
      sid: "TakeElasticIp",
      actions: ["ec2:AssociateAddress"],
      resources: [`arn:${partition}:ec2:${region}:${id}:elastic-ip/${allocationId}`],
      reason: "a replaced instance takes the fixed address over",
    },
    {
      sid: "TakeElasticIpForFleet",
      actions: ["ec2:AssociateAddress"],
      resources: [
        `arn:${partition}:ec2:${region}:${id}:instance/*`,
        `arn:${partition}:ec2:${region}:${id}:network-interface/*`,
      ],
      conditions: { StringEquals: { "aws:ResourceTag/stowage:fleet": fleetName } },
      reason: "the address goes to an instance of this fleet only",
      wildcard: { because: "instance ids are not known before the instances exist; the tag narrows it", source },
    },
  ];
}

/** Lets the hosts report how full their disks are, under this project's own namespace only. */
export function diskMetricStatement(): Statement {
  return {
    sid: "ReportDisk",
    actions: ["cloudwatch:PutMetricData"],
    resources: ["*"],
    conditions: { StringEquals: { "cloudwatch:namespace": DISK_METRIC.namespace } },
    reason: "the host reports how full its disk is",
    wildcard: {
      because: "the action supports no resource; the namespace narrows it",
      source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html",
    },
  };
}
