import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
} from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingScheduledAction } from "@cdktf/provider-aws/lib/appautoscaling-scheduled-action";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { Construct } from "constructs";
import type { Cluster } from "../cluster/cluster";
import { physicalName } from "../naming";
import type { ScalingMetric, ScalingProps, ScheduledScaling, TargetTracking } from "./scaling-policies";
import { metricId } from "./scaling-rules";
import { StepScalingPolicies } from "./step-scaling";

export interface ServiceScalingProps extends ScalingProps {
  readonly cluster: Cluster;
  /** The service's name, as an attribute, so that scaling waits for the service. */
  readonly serviceName: string;
  /** How the balancer counts requests for the service. @default - no balancer */
  readonly requests?: { readonly loadBalancer: string; readonly targetGroup: string };
}

const PREDEFINED = {
  cpu: "ECSServiceAverageCPUUtilization",
  memory: "ECSServiceAverageMemoryUtilization",
  "requests-per-copy": "ALBRequestCountPerTarget",
} as const;

/** What every part of a service's scaling names. */
export interface ScalableDimension {
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly serviceNamespace: string;
}

/**
 * Lets AWS decide how many copies of a service run, between two limits. Made by `Service` from its `scaling`.
 *
 * Creates: `aws_appautoscaling_target`; per policy an `aws_appautoscaling_policy`, for steps two with an alarm each; per
 * time an `aws_appautoscaling_scheduled_action`. AWS makes two alarms for each tracked metric. Alarms cost 0.10 USD a
 * month each, the rest nothing.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 */
export class ServiceScaling extends Construct {
  readonly target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    this.target = new AppautoscalingTarget(this, "Default", {
      minCapacity: props.min,
      maxCapacity: props.max,
      resourceId: `service/${props.cluster.name}/${props.serviceName}`,
      scalableDimension: "ecs:service:DesiredCount",
      serviceNamespace: "ecs",
    });
    const { resourceId, scalableDimension, serviceNamespace } = this.target;
    const dimension: ScalableDimension = { resourceId, scalableDimension, serviceNamespace };
    for (const policy of props.track ?? []) this.#track(policy, dimension, props);
    if (props.steps !== undefined) {
      const { cluster, serviceName, steps } = props;
      new StepScalingPolicies(this, "steps", { ...steps, cluster, serviceName, dimension });
    }
    for (const scheduled of props.schedule ?? []) this.#schedule(scheduled, dimension);
  }

  #schedule({ id, at, timeZone, min, max }: ScheduledScaling, dimension: ScalableDimension): void {
    if (this.node.tryFindChild(`at-${id}`) !== undefined) return; // twice, which checkScaling refuses
    new AppautoscalingScheduledAction(this, `at-${id}`, {
      name: physicalName(this, "scheduled-scaling", id),
      schedule: at,
      timezone: timeZone ?? "UTC",
      scalableTargetAction: { minCapacity: String(min), maxCapacity: String(max) },
      ...dimension,
    });
  }

  #track(policy: TargetTracking, dimension: ScalableDimension, props: ServiceScalingProps): void {
    const id = metricId(policy.metric);
    if (this.node.tryFindChild(`track-${id}`) !== undefined) return; // twice, which checkScaling refuses
    new AppautoscalingPolicy(this, `track-${id}`, {
      name: physicalName(this, "scaling-policy", id),
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        targetValue: policy.target,
        scaleOutCooldown: policy.outCooldownSeconds ?? 60,
        scaleInCooldown: policy.inCooldownSeconds ?? 300,
        disableScaleIn: !(policy.scaleIn ?? true),
        ...specification(policy.metric, props.requests),
      },
      ...dimension,
    });
  }
}

type Specification = Pick<
  AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration,
  "predefinedMetricSpecification" | "customizedMetricSpecification"
>;

function specification(metric: ScalingMetric, requests: ServiceScalingProps["requests"]): Specification {
  if (typeof metric === "string") {
    const label = requests === undefined ? {} : { resourceLabel: `${requests.loadBalancer}/${requests.targetGroup}` };
    const predefinedMetricType = PREDEFINED[metric];
    return {
      predefinedMetricSpecification: { predefinedMetricType, ...(metric === "requests-per-copy" ? label : {}) },
    };
  }
  if (!("expression" in metric)) {
    const { namespace, metricName, statistic = "Average" } = metric;
    return {
      customizedMetricSpecification: { namespace, metricName, statistic, dimensions: pairs(metric.dimensions) },
    };
  }
  const inputs = Object.entries(metric.from).map(([id, { namespace, metricName, dimensions, statistic }]) => ({
    id,
    metricStat: { metric: { namespace, metricName, dimensions: pairs(dimensions) }, stat: statistic },
    returnData: false,
  }));
  const result = { id: "result", expression: metric.expression, returnData: true };
  return { customizedMetricSpecification: { metrics: [...inputs, result] } };
}

function pairs(dimensions: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(dimensions).map(([name, value]) => ({ name, value }));
}
