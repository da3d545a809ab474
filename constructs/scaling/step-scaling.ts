import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import type { Cluster } from "../cluster/cluster";
import { physicalName } from "../naming";
import type { StepScaling } from "./scaling-policies";
import type { ScalableDimension } from "./service-scaling";

export interface StepScalingProps extends StepScaling {
  readonly cluster: Cluster;
  readonly serviceName: string;
  readonly dimension: ScalableDimension;
}

const METRICS = { cpu: "CPUUtilization", memory: "MemoryUtilization" } as const;

/** One direction: from a threshold on, a number of copies for each range beyond it. */
interface Direction {
  readonly id: "out" | "in";
  readonly threshold: number;
  /** Distance from the threshold at which a step begins, and its change. The first begins at 0. */
  readonly steps: readonly { readonly distance: number; readonly change: number }[];
  readonly cooldown: number;
}

/**
 * Steps up and down on one metric: two policies, each with the alarm that starts it.
 *
 * Creates: two `aws_appautoscaling_policy`, two `aws_cloudwatch_metric_alarm` (0.10 USD a month each). The alarm for
 * removing copies is in alarm whenever there is little to do: that is its purpose, and it tells nobody.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
 */
export class StepScalingPolicies extends Construct {
  constructor(scope: Construct, id: string, props: StepScalingProps) {
    super(scope, id);
    const [firstOut, firstIn] = [props.out[0], props.in[0]];
    if (firstOut === undefined || firstIn === undefined) return; // refused by checkScaling
    this.#add(props, {
      id: "out",
      threshold: firstOut.above,
      steps: props.out.map(({ above, add }) => ({ distance: above - firstOut.above, change: add })),
      cooldown: props.outCooldownSeconds ?? 60,
    });
    this.#add(props, {
      id: "in",
      threshold: firstIn.below,
      steps: props.in.map(({ below, remove }) => ({ distance: firstIn.below - below, change: -remove })),
      cooldown: props.inCooldownSeconds ?? 300,
    });
  }

  #add(props: StepScalingProps, { id, threshold, steps, cooldown }: Direction): void {
    const { cluster, serviceName, dimension, metric, minutes } = props;
    const policy = new AppautoscalingPolicy(this, id, {
      name: physicalName(this, "scaling-policy", id),
      policyType: "StepScaling",
      stepScalingPolicyConfiguration: {
        adjustmentType: "ChangeInCapacity",
        metricAggregationType: "Average",
        cooldown,
        stepAdjustment: steps.map((step, index) => adjustment(id, step, steps[index + 1]?.distance)),
      },
      ...dimension,
    });
    new CloudwatchMetricAlarm(this, `${id}-alarm`, {
      alarmName: physicalName(this, "cloudwatch-alarm", id),
      alarmDescription: `Scales the service ${id}; nobody is told. Runbook: docs/runbooks/service-scaling.md`,
      namespace: "AWS/ECS",
      metricName: METRICS[metric],
      dimensions: { ClusterName: cluster.name, ServiceName: serviceName },
      statistic: "Average",
      period: 60,
      evaluationPeriods: minutes ?? 3,
      comparisonOperator: id === "out" ? "GreaterThanThreshold" : "LessThanThreshold",
      threshold,
      treatMissingData: "ignore",
      alarmActions: [policy.arn],
    });
  }
}

/** Bounds are distances from the alarm's threshold: positive above it, negative below it; the last range is open. */
function adjustment(id: "out" | "in", { distance, change }: Direction["steps"][number], next: number | undefined) {
  const near = String(id === "out" ? distance : -distance);
  const far = next === undefined ? undefined : String(id === "out" ? next : -next);
  const [lower, upper] = id === "out" ? [near, far] : [far, near];
  return {
    scalingAdjustment: change,
    ...(lower === undefined ? {} : { metricIntervalLowerBound: lower }),
    ...(upper === undefined ? {} : { metricIntervalUpperBound: upper }),
  };
}
