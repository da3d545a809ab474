import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Construct } from "constructs";
import { type Alarms, alarmActions } from "../monitoring/alarms";
import { pathName, physicalName, statementId } from "../naming";
import type { RoleKind, ServiceRole } from "../security/service-role";

export interface DeadLettersProps {
  /** What ends up here, for the alarm's text, such as `invocations of the schedule scraper`. */
  readonly of: string;
  readonly alarms: Alarms;
}

/**
 * A queue for what could not be delivered, and an alarm as soon as it holds anything.
 *
 * Creates: `aws_sqs_queue` (kept 14 days, encrypted with SQS's own key), `aws_cloudwatch_metric_alarm` (0.10 USD a
 * month beyond the first ten of the account).
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export class DeadLetters extends Construct {
  readonly resource: SqsQueue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.resource = new SqsQueue(this, "Default", {
      name: physicalName(this, "sqs-queue"),
      messageRetentionSeconds: 14 * 24 * 3600, // SQS's longest
      sqsManagedSseEnabled: true,
    });
    const actions = alarmActions(props.alarms);
    if (actions === undefined) return;
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: physicalName(this, "cloudwatch-alarm"),
      alarmDescription: `Undelivered: ${props.of}. Read one message from ${pathName(this)} to see why. Runbook: docs/runbooks/dead-letters.md`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: this.resource.name },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0,
      treatMissingData: "notBreaching", // an unused queue sends no metrics
      ...actions,
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** Lets a role put undeliverable work here. */
  grantSend(role: ServiceRole<RoleKind>): void {
    role.allow({
      sid: `SendTo${statementId(this)}`,
      actions: ["sqs:SendMessage"],
      resources: [this.arn],
      reason: "what cannot be delivered is kept for inspection",
    });
  }
}
