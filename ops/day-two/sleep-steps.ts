import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from "@aws-sdk/client-application-auto-scaling";
import { DescribeAutoScalingGroupsCommand, UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { DisableAlarmActionsCommand, EnableAlarmActionsCommand } from "@aws-sdk/client-cloudwatch";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand, UpdateScheduleCommand } from "@aws-sdk/client-scheduler";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { EcsService, HostGroup, ScalableTarget, Schedule } from "./deployment";
import { notDeployed } from "./refusal";

/** Sets something in AWS to a wanted state. @returns whether it had to be changed */
export type Step<T> = (wanted: T, aws: Aws) => Promise<boolean>;

/** AWS takes 100 names at a time. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
const ALARMS_AT_ONCE = 100;

/** Whether alarms tell somebody. Both calls change nothing where it is so already. */
export async function setAlarms(names: readonly string[], tell: boolean, { cloudWatch }: Aws): Promise<void> {
  for (let at = 0; at < names.length; at += ALARMS_AT_ONCE) {
    const AlarmNames = names.slice(at, at + ALARMS_AT_ONCE);
    if (tell) await cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames }));
    else await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames }));
  }
}

/** Enables or disables a schedule. UpdateSchedule forgets what it is not given, so all of it is given back. */
export const setSchedule: Step<Schedule> = async ({ group, name, enabled }, { scheduler }) => {
  const found = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
  const State = enabled ? "ENABLED" : "DISABLED";
  if (found.State === State) return false;
  const { $metadata, Arn, CreationDate, LastModificationDate, ...settings } = found;
  const { ScheduleExpression, Target, FlexibleTimeWindow } = settings;
  await scheduler.send(
    new UpdateScheduleCommand({ ...settings, Name: name, ScheduleExpression, Target, FlexibleTimeWindow, State }),
  );
  return true;
};

/**
 * Sets the limits of a service's scaling; AWS moves the number of copies between them at once. Limits of 0 and not
 * `SuspendedState`, because Terraform sees and restores limits, and suspension it does not. Times of day would set limits
 * again, so where there are any, they are suspended.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
 */
export const setScalableTarget: Step<ScalableTarget> = async (
  { resourceId, min, max, scheduled },
  { applicationAutoScaling },
) => {
  const dimension = { ServiceNamespace: "ecs", ScalableDimension: "ecs:service:DesiredCount" } as const;
  const command = new DescribeScalableTargetsCommand({ ...dimension, ResourceIds: [resourceId] });
  const { ScalableTargets: [found] = [] } = await applicationAutoScaling.send(command);
  if (found === undefined) throw notDeployed("AWS", `no scalable target ${resourceId}`);
  const suspended = scheduled && max === 0;
  const was = found.SuspendedState?.ScheduledScalingSuspended ?? false;
  if (found.MinCapacity === min && found.MaxCapacity === max && (!scheduled || was === suspended)) return false;
  await applicationAutoScaling.send(
    new RegisterScalableTargetCommand({
      ...dimension,
      ResourceId: resourceId,
      MinCapacity: min,
      MaxCapacity: max,
      ...(scheduled ? { SuspendedState: { ScheduledScalingSuspended: suspended } } : {}),
    }),
  );
  return true;
};

/** Sets how many copies of a service are asked for. */
export const setService: Step<EcsService> = async (service, { ecs }) => {
  const { cluster, name, desiredCount } = service;
  if ((await activeService(service, { ecs })).desiredCount === desiredCount) return false;
  await ecs.send(new UpdateServiceCommand({ cluster, service: name, desiredCount }));
  return true;
};

/** Ends all hosts; the most there may be stays, so that a one-off run of a sleeping environment gets a host. */
export const endHosts: Step<HostGroup> = async ({ name }, { autoScaling }) => {
  const { min, desired } = await sizesOf(name, { autoScaling });
  if (min === 0 && desired === 0) return false;
  const size = { AutoScalingGroupName: name, MinSize: 0, DesiredCapacity: 0 };
  await autoScaling.send(new UpdateAutoScalingGroupCommand(size));
  return true;
};

/** Starts the fewest hosts that are asked for; hosts beyond that stay, the cluster's scaling wanted them. */
export const startHosts: Step<HostGroup> = async ({ name, min }, { autoScaling }) => {
  const now = await sizesOf(name, { autoScaling });
  if (now.min === min && now.desired >= min) return false;
  const size = { AutoScalingGroupName: name, MinSize: min, DesiredCapacity: Math.max(now.desired, min) };
  await autoScaling.send(new UpdateAutoScalingGroupCommand(size));
  return true;
};

async function sizesOf(name: string, { autoScaling }: Pick<Aws, "autoScaling">) {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  const { AutoScalingGroups: [found] = [] } = await autoScaling.send(command);
  if (found === undefined) throw notDeployed("AWS", `no Auto Scaling group ${name}`);
  return { min: found.MinSize ?? 0, desired: found.DesiredCapacity ?? 0 };
}
