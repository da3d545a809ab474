import { SchedulerSchedule } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Alarms } from "../monitoring/alarms";
import { pathName, physicalName } from "../naming";
import { refuse, warn } from "../report";
import { inSameStack } from "../same-stack";
import { type SchedulerRole, schedulerRole, type TaskRole } from "../security/roles";
import { type Calendar, type CalendarEntry, entriesOf, type ScheduleExpression } from "./calendar";
import { DeadLetters } from "./dead-letters";
import { durationTag } from "./duration-tag";
import { MissedRuns } from "./missed-runs";
import { type Overlap, withLock } from "./run-lock";
import { allowRunning } from "./run-permissions";
import { runPlacement } from "./run-placement";
import { scheduleGroup } from "./schedule-group";
import { checkSchedule, missedAfterMinutes, SCHEDULE_DEFAULTS, unnoticedMisses } from "./schedule-rules";
import { Task, type TaskProps, withContainers } from "./task";

export type { ScheduleExpression } from "./calendar";

export type ScheduledTaskProps = TaskProps &
  Calendar & {
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
    /**
     * What happens when a run is due while the last one is still at work, or is started twice. `{ skip: lockTable }` adds
     * a container that holds a lock, with 64 MiB set aside and up to 192 MiB used. @default "allow"
     */
    readonly overlap?: Overlap;
    /** @default true */
    readonly enabled?: boolean;
    readonly alarms: Alarms;
    /**
     * Hours without a finished run after which the alarm rings, at most 168. @default - the longest pause between two
     * starts, the latest start and the longest run together; no such alarm where that is over 7 days or where it is disabled
     */
    readonly missedAfterHours?: number;
  };

/**
 * A task that starts at set times, does its work and exits.
 *
 * Creates: an `aws_scheduler_schedule` (EventBridge Scheduler) for each entry of its calendar, a scheduler role that may
 * run this family and pass its two roles, a dead-letter queue with an alarm, an alarm on missed runs, and what `Task`
 * creates. 14 million starts a month are free.
 * Starts may be delivered twice; the work must bear that, or skip by a lock. When the host is full the task waits in
 * PROVISIONING for some minutes; what fails after that reaches no dead-letter queue, but counts as a missed run.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 * @see https://github.com/aws/containers-roadmap/issues/1705
 */
export class ScheduledTask extends Construct {
  /** The first, or only, schedule. */
  readonly resource: SchedulerSchedule;
  readonly schedules: readonly SchedulerSchedule[];
  readonly task: Task;
  readonly role: SchedulerRole;
  readonly deadLetters: DeadLetters;
  /** When it starts, for the checks. */
  readonly calendar: readonly CalendarEntry[];
  readonly timeZone: string;
  readonly flexibleWindowMinutes: number;
  readonly maxDurationMinutes: number;
  readonly taskCount: number;

  constructor(scope: Construct, id: string, props: ScheduledTaskProps) {
    super(scope, id);
    refuse(this, checkSchedule(props));
    this.calendar = entriesOf(props);
    this.timeZone = props.timeZone ?? "UTC";
    this.flexibleWindowMinutes = props.flexibleWindowMinutes ?? 0;
    this.maxDurationMinutes = props.maxDurationMinutes ?? SCHEDULE_DEFAULTS.maxDurationMinutes;
    this.taskCount = props.taskCount ?? 1;

    this.task = this.#addTask(props);
    this.task.resource.tags = durationTag(this.maxDurationMinutes);
    const group = scheduleGroup(this);
    this.role = schedulerRole(this, "scheduler-role", pathName(this, "scheduler"), group.arn);
    this.deadLetters = new DeadLetters(this, "dead-letters", {
      of: `starts of the schedule ${id}`,
      alarms: props.alarms,
    });
    allowRunning(this.role, this.task);
    this.deadLetters.grantSend(this.role);
    this.schedules = this.calendar.map((entry) => this.#addSchedule(group.name, entry, props));
    this.resource = this.schedules[0]!;
    for (const schedule of this.schedules) {
      this.role.outlives(schedule);
      this.task.permissionsOutlive(schedule);
    }
    this.#watchForMissedRuns(props);
  }

  /** The first, or only, expression. */
  get schedule(): ScheduleExpression {
    return this.calendar[0]!.expression;
  }

  /** The application's own role; grants go here: `bucket.grantWrite(task.taskRole)`. */
  get taskRole(): TaskRole {
    return this.task.taskRole;
  }

  #addTask(props: ScheduledTaskProps): Task {
    const { overlap } = props;
    if (overlap === undefined || overlap === "allow") return new Task(this, "task", props);
    const lock = pathName(this);
    const containers = withLock(props, this.node.id, {
      table: overlap.skip,
      lock,
      region: awsAccount(this).region,
      capacity: props.runOn.kind,
      image: overlap.image,
    });
    const task = new Task(this, "task", withContainers(props, containers));
    overlap.skip.grantLock(task.taskRole, lock);
    return task;
  }

  #addSchedule(groupName: string, { name, expression }: CalendarEntry, props: ScheduledTaskProps): SchedulerSchedule {
    const window = props.flexibleWindowMinutes;
    return new SchedulerSchedule(this, name === undefined ? "Default" : `at-${name}`, {
      name: physicalName(this, "schedule", name),
      groupName,
      scheduleExpression: expression,
      scheduleExpressionTimezone: this.timeZone,
      flexibleTimeWindow: window === undefined ? { mode: "OFF" } : { mode: "FLEXIBLE", maximumWindowInMinutes: window },
      state: (props.enabled ?? true) ? "ENABLED" : "DISABLED",
      target: {
        arn: this.task.cluster.arn,
        roleArn: this.role.arn,
        deadLetterConfig: { arn: this.deadLetters.arn },
        retryPolicy: {
          maximumRetryAttempts: props.retryAttempts ?? SCHEDULE_DEFAULTS.retryAttempts,
          maximumEventAgeInSeconds: props.retryMaxAgeSeconds ?? SCHEDULE_DEFAULTS.retryMaxAgeSeconds,
        },
        ecsParameters: {
          taskDefinitionArn: this.task.resource.arn,
          taskCount: this.taskCount,
          ...runPlacement(this.task),
        },
      },
      dependsOn: inSameStack(this, [this.task.cluster.capacityAssociation, this.task.logs.resource]),
    });
  }

  #watchForMissedRuns(props: ScheduledTaskProps): void {
    const [first] = this.task.layout.containers;
    if (props.enabled === false || "none" in props.alarms || first === undefined) return;
    const withinMinutes = missedAfterMinutes(props);
    if (withinMinutes !== undefined) {
      const { task } = this;
      new MissedRuns(this, "missed", { task, container: first.name, withinMinutes, alarms: props.alarms });
    } else if (this.calendar.some(({ expression }) => !expression.startsWith("at("))) {
      warn(this, unnoticedMisses(props));
    }
  }
}
