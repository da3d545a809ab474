import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { dependable } from "cdktf";
import { RefreshSchedule } from "../../constructs/scaling/refresh-schedule";
import { schedulerRole } from "../../constructs/security/roles";
import { scheduleGroup } from "../../constructs/task/schedule-group";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, type SoundParts } from "./sound-parts";

/** Another role for the job, with only some of what it needs. */
function roleWithout(what: "RunTask" | "PassTaskRoles", { stack, job, cluster }: SoundParts): void {
  const role = schedulerRole(stack, "starter", "stowage-test-starter", scheduleGroup(stack).arn);
  const { task } = job;
  if (what !== "RunTask") {
    role.allow({
      sid: "RunTask",
      actions: ["ecs:RunTask"],
      resources: [`${task.familyArn}:*`],
      conditions: { ArnEquals: { "ecs:cluster": cluster.arn } },
      reason: "starts the task",
    });
  }
  if (what !== "PassTaskRoles") {
    role.allow({
      sid: "PassTaskRoles",
      actions: ["iam:PassRole"],
      resources: [task.executionRole.arn, task.taskRole.arn],
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      reason: "hands the task its roles",
    });
  }
  job.deadLetters.grantSend(role);
  job.resource.addOverride("target.role_arn", `\${${role.resource.fqn}.arn}`);
  role.outlives(job.resource);
}

function daily({ stack, cluster, fleet }: SoundParts, schedule: `cron(${string})`, timeZone: string): void {
  const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
  new ScheduledTask(stack, "daily", {
    cluster,
    runOn: fleet,
    ...size,
    container: { image: IMAGE },
    schedule,
    timeZone,
  });
}

/** Section 5: EventBridge Scheduler running tasks. */
export const SCHEDULES: readonly BrokenSystem[] = [
  built("5.1", "run-task-missing", "a role that may not start the task", (parts) => roleWithout("RunTask", parts)),
  built("5.1", "run-task-missing", "a role that may start the task on another cluster only", ({ stack, job }) => {
    const other = new EcsCluster(stack, "other", { name: "stowage-test-other" });
    job.resource.addOverride("target.arn", `\${${other.fqn}.arn}`);
  }),
  built("5.1", "pass-role-missing", "a role that may not hand the task its roles", (parts) => {
    roleWithout("PassTaskRoles", parts);
  }),
  tampered("5.1", "trust-wrong-service", "a role that EventBridge rules assume, and Scheduler does not", (file) => {
    const [from, to] = ["scheduler.amazonaws.com", "events.amazonaws.com"];
    file.rewrite("aws_iam_role", "assume_role_policy", from, to, "job_scheduler-role");
  }),
  tampered("5.3", "managed-scaling-off", "runs that are dropped silently when the box is full", (file) => {
    const provider = file.block("aws_ecs_capacity_provider", "auto_scaling_group_provider");
    provider.managed_scaling = { status: "DISABLED" };
  }),
  tampered("5.4", "launch-type-conflict", "a launch type beside a strategy", (file) => {
    const target = file.block("aws_scheduler_schedule", "target");
    (target.ecs_parameters as Record<string, unknown>).launch_type = "EC2";
  }),
  tampered("5.5", "schedule-retry-default", "185 attempts within 24 hours", (file) => {
    delete file.block("aws_scheduler_schedule", "target").retry_policy;
  }),
  built("5.6", "dead-letter-unwritable", "a dead-letter queue that the role may not write to", ({ stack, job }) => {
    const queue = new SqsQueue(stack, "elsewhere", { name: "stowage-test-elsewhere" });
    job.resource.addOverride("target.dead_letter_config.arn", `\${${queue.fqn}.arn}`);
    job.resource.dependsOn = [...(job.resource.dependsOn ?? []), dependable(queue)];
  }),
  built("5.7", "schedule-clock-change", "a daily run at a time that the clock change leaves out", (parts) => {
    daily(parts, "cron(30 2 * * ? *)", "Europe/Rome");
  }),
  built("5.9", "name-length", "a schedule with a name of more than 64 characters", ({ stack, cluster, fleet }) => {
    const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY, container: { name: "main", image: IMAGE } };
    const schedule = "cron(0 6 * * ? *)";
    new ScheduledTask(stack, "j".repeat(60), { cluster, runOn: fleet, ...size, schedule });
  }),
  {
    ...built(
      undefined,
      "schedule-past",
      "a refresh at a time that is over",
      ({ stack, fleet }) => {
        new RefreshSchedule(stack, "refresh", {
          fleet,
          schedule: "at(2026-11-27T17:00:00)",
          timeZone: "Europe/Rome",
          alarms: NOBODY,
        });
      },
      { fleet: { max: 2 } },
    ),
    options: { now: new Date("2026-11-27T16:01:00Z") },
  },
];
