import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import { ServiceScaling } from "../scaling/service-scaling";
import type { Queue } from "../storage/queue";
import type { Service } from "./service";

export interface QueueWakeProps {
  readonly queue: Queue;
  readonly service: Service;
}

/**
 * Seconds in which one copy is started at most. While messages wait that no copy takes, the alarm goes on asking for one
 * more; target tracking needs 15 minutes of too little work before it ends a copy, so the last one never goes within them.
 */
const COOLDOWN_SECONDS = 900;

/**
 * Starts the first copy of a worker that has none: target tracking multiplies, and nothing times anything is nothing.
 *
 * The alarm reads one figure and computes nothing: messages that wait for two minutes. SQS sends it whenever the queue is
 * active. Whether a copy runs is no part of it, because no figure of ECS exists while none runs, and what metric math makes
 * of a series without data is not documented. So where copies run and do not keep up, it adds one every 15 minutes, up
 * to `max`.
 *
 * Creates: `aws_appautoscaling_policy` and the `aws_cloudwatch_metric_alarm` that starts it, 0.10 USD a month. The alarm
 * tells nobody.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * @see https://github.com/aws/copilot-cli/issues/3376
 */
export class QueueWake extends Construct {
  constructor(scope: Construct, id: string, props: QueueWakeProps) {
    super(scope, id);
    const scaling = props.service.node.tryFindChild("scaling");
    if (!(scaling instanceof ServiceScaling)) return; // min 0 and max 0, which is refused
    const { resourceId, scalableDimension, serviceNamespace } = scaling.target;
    const policy = new AppautoscalingPolicy(this, "Default", {
      name: physicalName(this, "scaling-policy"),
      policyType: "StepScaling",
      resourceId,
      scalableDimension,
      serviceNamespace,
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Maximum",
        cooldown: COOLDOWN_SECONDS,
        stepAdjustment: [{ scalingAdjustment: 1, metricIntervalLowerBound: "0" }],
      },
    });
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: physicalName(this, "cloudwatch-alarm"),
      alarmDescription: `Starts a copy of ${props.service.name} when messages wait that no copy takes; nobody is told. Runbook: docs/runbooks/service-scaling.md`,
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: props.queue.resource.name },
      statistic: "Minimum",
      period: 60,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluationPeriods: 2,
      treatMissingData: "notBreaching",
      alarmActions: [policy.arn],
    });
  }
}
