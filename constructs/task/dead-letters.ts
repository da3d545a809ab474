import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { type Alarms, alarmActions } from "../monitoring/alarms";
import { checkedText, pathName, physicalName, statementId } from "../naming";
import type { RoleKind, ServiceRole } from "../security/service-role";
import { type QueueSender, queueArn, queueName, queuePolicy } from "../storage/queue-policy";

export interface DeadLettersProps {
  /** What ends up here, for the alarm's text, such as `invocations of the schedule scraper`. */
  readonly of: string;
  readonly alarms: Alarms;
  /** Whether they come from a FIFO queue, whose dead letters must be one too. @default false */
  readonly fifo?: boolean;
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
  readonly #senders: QueueSender[] = [];

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    const name = queueName(this, props.fifo ?? false);
    this.resource = new SqsQueue(this, "Default", {
      name,
      ...(props.fifo === true ? { fifoQueue: true } : {}),
      messageRetentionSeconds: 14 * 24 * 3600, // SQS's longest
      sqsManagedSseEnabled: true,
      policy: Lazy.stringValue({
        produce: () => (this.#senders.length === 0 ? undefined : queuePolicy(queueArn(this, name), this.#senders)),
      }),
    });
    const actions = alarmActions(props.alarms);
    if (actions === undefined) return;
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: physicalName(this, "cloudwatch-alarm"),
      alarmDescription: checkedText(
        this,
        "alarm-description",
        `Undelivered: ${props.of}. Read one message from ${pathName(this)} to see why. Runbook: docs/runbooks/dead-letters.md`,
        "of",
      ),
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

  /** Lets an AWS service that has no role for it put undeliverable work here. */
  admit(sender: QueueSender): void {
    this.#senders.push(sender);
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
