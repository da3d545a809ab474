import type { Violation } from "../rules/finding";
import { longestGapMinutes } from "../rules/schedule-gap";
import { checkSchedulerLimit } from "../rules/scheduler-limits";
import { checkTimeZone } from "../rules/time-zone";
import { checkCalendar, entriesOf } from "./calendar";
import { addressing } from "./fargate-placement";
import { LONGEST_WINDOW_MINUTES } from "./missed-runs";
import type { ScheduledTaskProps } from "./scheduled-task";

/** What a schedule is when nothing else is said. */
export const SCHEDULE_DEFAULTS = { maxDurationMinutes: 30, retryAttempts: 3, retryMaxAgeSeconds: 900 } as const;
/** For a task to be placed and pulled, and for CloudWatch to hear of its end. */
const SLACK_MINUTES = 15;

/** Everything wrong with a scheduled task besides its containers. */
export function checkSchedule(props: ScheduledTaskProps): Violation[] {
  const optional = (limit: Parameters<typeof checkSchedulerLimit>[0], value: number | undefined) =>
    value === undefined ? [] : checkSchedulerLimit(limit, value);
  return [
    ...checkCalendar(props),
    ...(props.timeZone === undefined
      ? []
      : checkTimeZone(props.timeZone).map((violation) => ({ ...violation, prop: "timeZone" }))),
    ...optional("flexibleWindow", props.flexibleWindowMinutes),
    ...optional("retryAttempts", props.retryAttempts),
    ...optional("retryAge", props.retryMaxAgeSeconds),
    ...optional("taskCount", props.taskCount),
    ...checkDuration(props.maxDurationMinutes ?? SCHEDULE_DEFAULTS.maxDurationMinutes),
    ...checkMissed(props.missedAfterHours),
    ...checkCopies(props),
    ...checkEnd(props),
    ...checkPublicSpot(props),
  ];
}

/**
 * Minutes without a finished run after which one must have been missed: the longest pause between two starts, the latest
 * start, and the longest run. Undefined when the expressions have no longest pause, or one that no alarm can look back to.
 */
export function missedAfterMinutes(props: ScheduledTaskProps): number | undefined {
  if (props.missedAfterHours !== undefined) return props.missedAfterHours * 60;
  const gap = longestGapMinutes(entriesOf(props).map(({ expression }) => expression));
  if (gap === undefined) return undefined;
  const { maxDurationMinutes, retryMaxAgeSeconds } = { ...SCHEDULE_DEFAULTS, ...defined(props) };
  const latest = (props.flexibleWindowMinutes ?? 0) + Math.ceil(retryMaxAgeSeconds / 60);
  const minutes = gap + latest + maxDurationMinutes + SLACK_MINUTES;
  return minutes > LONGEST_WINDOW_MINUTES ? undefined : minutes;
}

/** Said where a missed run would go unnoticed. */
export function unnoticedMisses(props: ScheduledTaskProps): Violation {
  return {
    code: "schedule-missed-unnoticed",
    prop: entriesOf(props)[0]?.name === undefined ? "schedule" : "calendar",
    got: entriesOf(props)
      .map(({ expression }) => expression)
      .join(", "),
    expected: "a pause of less than 7 days between two starts: no alarm looks back further",
    fix: "nothing, if a person notices a missing run; else let a more frequent task check the result",
    source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
  };
}

function defined({ maxDurationMinutes, retryMaxAgeSeconds }: ScheduledTaskProps) {
  return {
    ...(maxDurationMinutes === undefined ? {} : { maxDurationMinutes }),
    ...(retryMaxAgeSeconds === undefined ? {} : { retryMaxAgeSeconds }),
  };
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

function checkMissed(hours: number | undefined): Violation[] {
  if (hours === undefined || (hours > 0 && hours * 60 <= LONGEST_WINDOW_MINUTES)) return [];
  return [
    {
      code: "schedule-missed-after",
      prop: "missedAfterHours",
      got: String(hours),
      expected: `more than 0 and at most ${LONGEST_WINDOW_MINUTES / 60} hours`,
      fix: "an alarm looks back 7 days at most; leave it out for what follows from the schedule",
      source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
    },
  ];
}

/** Of several copies started together all but one would be skipped. */
function checkCopies({ overlap, taskCount }: ScheduledTaskProps): Violation[] {
  if (overlap === undefined || overlap === "allow" || (taskCount ?? 1) === 1) return [];
  return [
    {
      code: "schedule-skip-copies",
      prop: "taskCount",
      got: `${taskCount} copies that skip each other`,
      expected: "one copy with a lock",
      fix: 'use taskCount: 1, or overlap: "allow"',
    },
  ];
}

/** The container that holds the lock is essential and goes on until the task ends, so one of the others must end it. */
function checkEnd({ overlap, container, containers }: ScheduledTaskProps): Violation[] {
  const own = containers ?? [container];
  if (overlap === undefined || overlap === "allow" || own.some(({ essential }) => essential !== false)) return [];
  return [
    {
      code: "no-essential-container",
      prop: containers === undefined ? "container.essential" : "containers",
      got: "essential: false on all that do the work, beside a lock that is held until the task ends",
      expected: "at least one essential container, with whose end the task ends",
      fix: "leave essential out on the container that the task is there for",
    },
  ];
}

function checkPublicSpot({ runOn, cluster }: ScheduledTaskProps): Violation[] {
  if (runOn.kind !== "fargate" || !runOn.spot || !addressing(runOn, cluster.network).assignPublicIp) return [];
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
