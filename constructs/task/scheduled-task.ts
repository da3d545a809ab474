import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import type { Alarms } from "../monitoring/alarms";
import { pathName, physicalName } from "../naming";
import { refuse } from "../report";
import type { Violation } from "../rules/finding";
import { checkScheduleExpression } from "../rules/schedule-expression";
import { checkSchedulerLimit } from "../rules/scheduler-limits";
import { checkTimeZone } from "../rules/time-zone";
import { inSameStack } from "../same-stack";
import { type SchedulerRole, schedulerRole, type TaskRole } from "../security/roles";
import { capacityStrategy } from "./capacity";
import { DeadLetters } from "./dead-letters";
import { allowRunning } from "./run-permissions";
import { scheduleGroup } from "./schedule-group";
import { Task, type TaskProps } from "./task";

/** `rate(6 hours)`, `cron(0 6 * * ? *)` (six fields, AWS's form) or `at(2027-01-01T06:00:00)`. */
export type ScheduleExpression = `rate(${string})` | `cron(${string})` | `at(${string})`;

export type ScheduledTaskProps = TaskProps & {
  readonly schedule: ScheduleExpression;
  /** IANA time zone of cron and at expressions. @default "UTC", which knows no summer time */
  readonly timeZone?: string;
  /** Minutes after the time within which the task may start, 1 to 1440. @default - on the minute */
  readonly flexibleWindowMinutes?: number;
  /**
   * The longest a run takes, in minutes: an assertion for the placement check, which sets the memory aside that long.
   * @default 30
   */
  readonly maxDurationMinutes?: number;
  /** Further attempts when the start itself fails. @default 3; AWS's own default is 185 within 24 hours */
  readonly retryAttempts?: number;
  /** Seconds after which a late start is given up. @default 900 */
  readonly retryMaxAgeSeconds?: number;
  /** Copies started each time, 1 to 10. @default 1 */
  readonly taskCount?: number;
  /** @default true */
  readonly enabled?: boolean;
  readonly alarms: Alarms;
};

/**
 * A task that starts at set times, does its work and exits.
 *
 * Creates: `aws_scheduler_schedule` (EventBridge Scheduler), a scheduler role that may run this family and pass its two
 * roles, a dead-letter queue with an alarm, and what `Task` creates. 14 million starts a month are free.
 * Starts may be delivered twice; the work must bear that. When the host is full the task waits in PROVISIONING for
 * some minutes; what fails after that reaches no dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 * @see https://github.com/aws/containers-roadmap/issues/1705
 */
export class ScheduledTask extends Construct {
  readonly resource: SchedulerSchedule;
  readonly task: Task;
  readonly role: SchedulerRole;
  readonly deadLetters: DeadLetters;
  readonly schedule: ScheduleExpression;
  readonly timeZone: string;
  readonly flexibleWindowMinutes: number;
  readonly maxDurationMinutes: number;
  readonly taskCount: number;

  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id);
    refuse(this, checkSchedule(props));
    this.schedule = props.schedule;
    this.timeZone = props.timeZone ?? "UTC";
    this.flexibleWindowMinutes = props.flexibleWindowMinutes ?? 0;
    this.maxDurationMinutes = props.maxDurationMinutes ?? 30;
    this.taskCount = props.taskCount ?? 1;

    this.task = new Task(this, "task", props);
    const group = scheduleGroup(this);
    this.role = schedulerRole(this, "scheduler-role", pathName(this, "scheduler"), group.arn);
    this.deadLetters = new DeadLetters(this, "dead-letters", {
      of: `starts of the schedule ${id}`,
      alarms: props.alarms,
    });
    allowRunning(this.role, this.task);
    this.deadLetters.grantSend(this.role);
    this.resource = this.#addSchedule(group.name, props);
    this.role.outlives(this.resource);
    this.task.permissionsOutlive(this.resource);
  }

  /** The application's own role; grants go here: `bucket.grantWrite(task.taskRole)`. */
  get taskRole(): TaskRole {
    return this.task.taskRole;
  }

  #addSchedule(groupName: string, props: ScheduledTaskProps): SchedulerSchedule {
    const window = props.flexibleWindowMinutes;
    return new SchedulerSchedule(this, "Default", {
      name: physicalName(this, "schedule"),
      groupName,
      scheduleExpression: props.schedule,
      scheduleExpressionTimezone: this.timeZone,
      flexibleTimeWindow: window === undefined ? { mode: "OFF" } : { mode: "FLEXIBLE", maximumWindowInMinutes: window },
      state: (props.enabled ?? true) ? "ENABLED" : "DISABLED",
      target: {
        arn: this.task.cluster.arn,
        roleArn: this.role.arn,
        deadLetterConfig: { arn: this.deadLetters.arn },
        retryPolicy: {
          maximumRetryAttempts: props.retryAttempts ?? 3,
          maximumEventAgeInSeconds: props.retryMaxAgeSeconds ?? 900,
        },
        ecsParameters: { taskDefinitionArn: this.task.resource.arn, taskCount: this.taskCount, ...this.#placement() },
      },
      dependsOn: inSameStack(this, [this.task.cluster.capacityAssociation, this.task.logs.resource]),
    });
  }

  /** Scheduler takes a public address only together with a launch type, and a strategy only without one. */
  #placement() {
    const network = this.task.networkConfiguration;
    const networkConfiguration = network === undefined ? {} : { networkConfiguration: network };
    if (this.task.runOn.kind === "fargate" && !this.task.runOn.spot)
      return { launchType: "FARGATE", ...networkConfiguration };
    const strategy = { capacityProviderStrategy: capacityStrategy(this.task.runOn) };
    if (network === undefined) return strategy;
    const { assignPublicIp: _, ...addresses } = network;
    return { ...strategy, networkConfiguration: addresses };
  }
}

function checkSchedule(props: ScheduledTaskProps): Violation[] {
  const optional = (limit: Parameters<typeof checkSchedulerLimit>[0], value: number | undefined) =>
    value === undefined ? [] : checkSchedulerLimit(limit, value);
  return [
    ...checkScheduleExpression(props.schedule).map((violation) => ({ ...violation, prop: "schedule" })),
    ...(props.timeZone === undefined
      ? []
      : checkTimeZone(props.timeZone).map((violation) => ({ ...violation, prop: "timeZone" }))),
    ...optional("flexibleWindow", props.flexibleWindowMinutes),
    ...optional("retryAttempts", props.retryAttempts),
    ...optional("retryAge", props.retryMaxAgeSeconds),
    ...optional("taskCount", props.taskCount),
    ...checkDuration(props.maxDurationMinutes ?? 30),
    ...checkPublicSpot(props),
  ];
}

function checkDuration(minutes: number): Violation[] {
  if (Number.isInteger(minutes) && minutes >= 1) return [];
  return [
    {
      code: "schedule-duration",
      prop: "maxDurationMinutes",
      got: String(minutes),
      expected: "a whole number of minutes, at least 1",
      fix: "declare the longest run you expect",
    },
  ];
}

function checkPublicSpot(props: ScheduledTaskProps): Violation[] {
  if (props.runOn.kind !== "fargate" || !props.runOn.spot || !props.cluster.network.needsPublicIp) return [];
  return [
    {
      code: "schedule-spot-no-egress",
      prop: "runOn",
      got: "Fargate Spot in public subnets",
      expected: "a way out: Scheduler gives a spot task no public address",
      fix: "use fargate() without spot, or a network with a NAT",
      source: "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/scheduler_schedule",
    },
  ];
}
