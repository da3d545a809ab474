import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { SchedulerScheduleGroup } from "@cdktf/provider-aws/lib/scheduler-schedule-group";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Ec2Fleet } from "../cluster/ec2-fleet";
import type { Alarms } from "../monitoring/alarms";
import { pathName, physicalName } from "../naming";
import { plainJson } from "../plain-json";
import { refuse, warn } from "../report";
import { checkScheduleExpression } from "../rules/schedule-expression";
import { checkTimeZone } from "../rules/time-zone";
import { type SchedulerRole, schedulerRole } from "../security/roles";
import { DeadLetters } from "../task/dead-letters";
import type { ScheduleExpression } from "../task/scheduled-task";

export interface RefreshScheduleProps {
  readonly fleet: Ec2Fleet;
  /** When, such as `cron(0 3 ? * SUN *)`. */
  readonly schedule: ScheduleExpression;
  /** IANA time zone. @default "UTC" */
  readonly timeZone?: string;
  readonly alarms: Alarms;
}

/**
 * Replaces every host of a fleet at set times, which is how hosts are patched: a new one boots the newest image. It
 * launches before it terminates where the fleet may have a second host at once; where it may not, the old host ends
 * first, and synthesis says for how long that leaves nothing running.
 *
 * Creates: `aws_scheduler_schedule` in a group of its own, a role that may refresh this one Auto Scaling group, a
 * dead-letter queue with an alarm. Free; the second host costs its minutes.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html
 */
export class RefreshSchedule extends Construct {
  readonly resource: SchedulerSchedule;
  readonly role: SchedulerRole;

  constructor(scope: Construct, id: string, props: RefreshScheduleProps) {
    super(scope, id);
    const { fleet, schedule, timeZone = "UTC" } = props;
    refuse(this, [
      ...checkScheduleExpression(schedule).map((violation) => ({ ...violation, prop: "schedule" })),
      ...checkTimeZone(timeZone).map((violation) => ({ ...violation, prop: "timeZone" })),
    ]);
    if (!fleet.launchesBeforeItTerminates) this.#warnOfDowntime(fleet);
    // Not the stack's group of tasks: that one has the same name in the stack of the tasks.
    const group = new SchedulerScheduleGroup(this, "group", { name: physicalName(this, "schedule") });
    this.role = schedulerRole(this, "role", pathName(this, "scheduler"), group.arn, "refresh one Auto Scaling group");
    this.#allowRefresh(fleet);
    const deadLetters = new DeadLetters(this, "dead-letters", {
      of: `refreshes of ${pathName(fleet)}`,
      alarms: props.alarms,
    });
    deadLetters.grantSend(this.role);
    this.resource = new SchedulerSchedule(this, "Default", {
      name: physicalName(this, "schedule"),
      groupName: group.name,
      scheduleExpression: schedule,
      scheduleExpressionTimezone: timeZone,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: `arn:${awsAccount(this).partition}:scheduler:::aws-sdk:autoscaling:startInstanceRefresh`,
        roleArn: this.role.arn,
        deadLetterConfig: { arn: deadLetters.arn },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 900 },
        input: plainJson({
          AutoScalingGroupName: fleet.group.name,
          Strategy: "Rolling",
          Preferences: {
            MinHealthyPercentage: fleet.refreshPreferences.minHealthyPercentage,
            MaxHealthyPercentage: fleet.refreshPreferences.maxHealthyPercentage,
            // The template has not changed, only the image that it resolves to: matching must not skip anything.
            SkipMatching: false,
          },
        }),
      },
    });
    this.role.outlives(this.resource);
  }

  #allowRefresh(fleet: Ec2Fleet): void {
    this.role.allow({
      sid: "RefreshFleet",
      actions: ["autoscaling:StartInstanceRefresh"],
      resources: [fleet.group.arn],
      reason: "replaces the hosts with patched ones",
    });
  }

  #warnOfDowntime(fleet: Ec2Fleet): void {
    const { min, max, elasticIp } = fleet.props;
    warn(this, {
      code: "refresh-downtime",
      prop: "fleet",
      got: elasticIp === true ? "a fleet with one fixed address" : `a fleet of ${min} to ${max} hosts`,
      expected: "about 3 minutes per host in which it is gone before its successor has joined",
      fix:
        elasticIp === true
          ? "use a load balancer instead of the Elastic IP"
          : "set max above min, so that the new host comes first",
      source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/understand-instance-refresh-default-values.html",
    });
  }
}
