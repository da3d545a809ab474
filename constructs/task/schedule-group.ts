import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { physicalName } from "../naming";

/**
 * The stack's one schedule group. It exists because a scheduler role can be held to a group, not to one schedule.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function scheduleGroup(scope: IConstruct): SchedulerScheduleGroup {
  const stack = TerraformStack.of(scope);
  const existing = stack.node.tryFindChild("schedules") as SchedulerScheduleGroup | undefined;
  return (
    existing ?? new SchedulerScheduleGroup(stack, "schedules", { name: physicalName(stack, "schedule", "schedules") })
  );
}
