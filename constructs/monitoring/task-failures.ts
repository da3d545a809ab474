import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Cluster } from "../cluster/cluster";
import { physicalName } from "../naming";
import { plainJson } from "../plain-json";
import type { Alarms } from "./alarms";

export interface TaskFailuresProps {
  readonly cluster: Cluster;
  readonly alarms: Alarms;
}

/** What a mail says: fixed words, and parts of the event by their path. */
interface Message {
  readonly paths: Readonly<Record<string, string>>;
  readonly says: Readonly<Record<string, string>>;
}

const TASK: Message = {
  says: { what: "a task failed", runbook: "docs/runbooks/task-failure.md" },
  paths: { group: "$.detail.group", reason: "$.detail.stoppedReason", task: "$.detail.taskArn" },
};
const DEPLOYMENT: Message = {
  says: { what: "a deployment failed and was rolled back", runbook: "docs/runbooks/deployment-failed.md" },
  paths: { service: "$.resources[0]", reason: "$.detail.reason" },
};

/**
 * Tells the alarm topic about every task of a cluster that ended with an exit status other than 0 or never started, and
 * about every deployment that ECS gave up. Tasks that ECS stops itself, to deploy, to scale in or to rebalance, are not
 * failures and not reported.
 *
 * Creates: two `aws_cloudwatch_event_rule` with one target each. Events of AWS services are free.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export class TaskFailures extends Construct {
  constructor(scope: Construct, id: string, props: TaskFailuresProps) {
    super(scope, id);
    const { alarms, cluster } = props;
    if ("none" in alarms) return;
    this.#add("task", alarms.arn, TASK, "Tasks that failed or never started", {
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: [cluster.arn],
        lastStatus: ["STOPPED"],
        $or: [
          { stopCode: ["TaskFailedToStart"] },
          { stopCode: ["EssentialContainerExited"], containers: { exitCode: [{ "anything-but": 0 }] } },
        ],
      },
    });
    this.#add("deployment", alarms.arn, DEPLOYMENT, "Deployments that ECS gave up", {
      "detail-type": ["ECS Deployment State Change"],
      // The service's ARN holds the cluster's name; the event has no field of its own for it.
      resources: [{ wildcard: `*:service/${cluster.name}/*` }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
  }

  #add(id: string, topicArn: string, message: Message, description: string, pattern: Record<string, unknown>): void {
    const rule = new CloudwatchEventRule(this, id, {
      name: physicalName(this, "events-rule", id),
      description,
      eventPattern: plainJson({ source: ["aws.ecs"], ...pattern }),
    });
    new CloudwatchEventTarget(this, `${id}-topic`, {
      rule: rule.name,
      targetId: "topic",
      arn: topicArn,
      inputTransformer: { inputPaths: { ...message.paths }, inputTemplate: template(message) },
    });
  }
}

/**
 * JSON in which EventBridge puts each `<name>` with its quotes: a reason may hold quotes itself. Plain text, because
 * Terraform's `jsonencode` would write `\u003c`. @see https://github.com/hashicorp/terraform/issues/38733
 */
function template({ says, paths }: Message): string {
  const fixed = Object.entries(says).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  const read = Object.keys(paths).map((name) => `"${name}": <${name}>`);
  return `{${[...fixed, ...read].join(", ")}}`;
}
