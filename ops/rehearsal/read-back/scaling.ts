import {
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { block, compared, type Reader, text } from "./comparison";

const scalableTarget: Reader = async ({ asked, state }, { applicationAutoScaling }) => {
  const command = new DescribeScalableTargetsCommand({
    ServiceNamespace: "ecs",
    ResourceIds: [text(state.resource_id)],
  });
  const { ScalableTargets: [found] = [] } = await applicationAutoScaling.send(command);
  return compared({
    least: [asked.min_capacity, found?.MinCapacity],
    most: [asked.max_capacity, found?.MaxCapacity],
    dimension: [asked.scalable_dimension, found?.ScalableDimension],
  });
};

const scalingPolicy: Reader = async ({ asked, state }, { applicationAutoScaling }) => {
  const command = new DescribeScalingPoliciesCommand({
    ServiceNamespace: "ecs",
    ResourceId: text(state.resource_id),
  });
  const { ScalingPolicies = [] } = await applicationAutoScaling.send(command);
  // The emulator takes no notice of names that are asked for.
  const found = ScalingPolicies.find(({ PolicyName }) => PolicyName === state.name);
  const tracking = block(asked.target_tracking_scaling_policy_configuration);
  const step = block(asked.step_scaling_policy_configuration);
  const foundTracking = found?.TargetTrackingScalingPolicyConfiguration;
  return compared({
    type: [asked.policy_type, found?.PolicyType],
    target: [tracking.target_value, foundTracking?.TargetValue],
    metric: [
      block(tracking.predefined_metric_specification).predefined_metric_type,
      foundTracking?.PredefinedMetricSpecification?.PredefinedMetricType,
    ],
    "out cooldown": [tracking.scale_out_cooldown, foundTracking?.ScaleOutCooldown],
    "in cooldown": [tracking.scale_in_cooldown, foundTracking?.ScaleInCooldown],
    adjustment: [step.adjustment_type, found?.StepScalingPolicyConfiguration?.AdjustmentType],
  });
};

export const scalingReaders: Readonly<Record<string, Reader>> = {
  aws_appautoscaling_policy: scalingPolicy,
  aws_appautoscaling_target: scalableTarget,
};
