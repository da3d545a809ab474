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
 * Starts the first copy of a worker that has none: target tracking multiplies, and nothing times anything is nothing.
 *
 * Creates: `aws_appautoscaling_policy` and the `aws_cloudwatch_metric_alarm` that starts it, 0.20 USD a month for its two
 * series. The alarm tells nobody.
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
        cooldown: 60,
        stepAdjustment: [{ scalingAdjustment: 1, metricIntervalLowerBound: "0" }],
      },
    });
    const { cluster } = props.service.task;
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: physicalName(this, "cloudwatch-alarm"),
      alarmDescription: `Starts the first copy of ${props.service.name} when messages wait and none runs; nobody is told. Runbook: docs/runbooks/service-scaling.md`,
      metricQuery: [
        {
          id: "waiting",
          metric: {
            namespace: "AWS/SQS",
            metricName: "ApproximateNumberOfMessagesVisible",
            dimensions: { QueueName: props.queue.resource.name },
            stat: "Maximum",
            period: 60,
          },
        },
        {
          id: "copies",
          metric: {
            namespace: "AWS/ECS",
            metricName: "CPUUtilization",
            dimensions: { ClusterName: cluster.name, ServiceName: props.service.name },
            stat: "SampleCount",
            period: 60,
          },
        },
        {
          id: "result",
          expression: "IF(FILL(copies, 0) < 1, waiting, 0)",
          label: "waiting, none running",
          returnData: true,
        },
      ],
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [policy.arn],
    });
  }
}
