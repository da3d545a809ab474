import {
  type ContainerDefinition,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RunTaskCommand,
  type Task,
} from "@aws-sdk/client-ecs";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Workload } from "./deployment";
import { Interrupted } from "./interruption";
import { eventsSince, taskOf, textLine } from "./logs";
import { FAILURES, placementFailure } from "./placement-failures";
import { Refusal } from "./refusal";
import { type RunRequest, requestOfSchedule, requestOfService, STARTED_BY } from "./run-request";
import { INTERRUPTED, type Screen } from "./screen";

export interface RunOptions {
  readonly workload: Workload;
  /** Takes the place of the container's command; the entry point stays, ECS can not change it. @default - its own */
  readonly command?: readonly string[];
  readonly wait: boolean;
  /** Milliseconds to wait for the end. */
  readonly timeoutMs: number;
}

type RunAws = Pick<Aws, "ecs" | "logs" | "scheduler">;

const POLL_MS = 3_000;
/** Lines of its log that are shown at a task's end; `stowage logs` has the rest. */
const LAST_LINES = 50;
/** How often the log of a task that seems to have written nothing is looked at: it may be some seconds late. */
const LOOKS = 3;
/** What the host's clock may be behind ours; the task's id decides whose line it is. */
const CLOCKS_DIFFER_MS = 60_000;
/** Exit status when waiting took too long, as timeout(1) has it. */
const TIMED_OUT = 124;
const STOPPED_REASONS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html";

/**
 * Starts one task of a workload as its schedule or service would, and waits for its end.
 * @returns the exit status of its first essential container; 0 without waiting; 124 when it takes longer than the timeout
 * and 130 when interrupted, both of which leave it running
 * @throws Refusal `run-not-placed`, `run-not-started`, `workload-not-runnable`
 */
export async function runOnce(options: RunOptions, aws: RunAws, screen: Screen): Promise<number> {
  const request = await runRequest(options.workload, aws);
  const container = await mainContainer(request, aws);
  const started = Date.now();
  const task = await start(request, container, options, aws);
  const { taskArn = "", clusterArn = "" } = task;
  const [, , , region] = clusterArn.split(":");
  const stopping = `aws ecs stop-task --region ${region} --cluster ${nameOf(clusterArn)} --task ${nameOf(taskArn)}`;
  screen.err(`started ${options.workload.name} as task ${nameOf(taskArn)}\n`);
  if (!options.wait) return 0;
  try {
    const ended = await untilStopped(task, options.timeoutMs, aws, screen);
    await lastLines(options.workload, taskArn, started, aws, screen);
    if (ended !== "late") return exitStatus(ended, container, options.workload);
    screen.err(`it goes on running; stop it with ${stopping}\n`);
    return TIMED_OUT;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    screen.err(`interrupted; it goes on running; stop it with ${stopping}\n`);
    return INTERRUPTED;
  }
}

async function runRequest({ name, service, schedules }: Workload, { ecs, scheduler }: RunAws): Promise<RunRequest> {
  const [schedule] = schedules;
  if (schedule !== undefined) {
    const command = new GetScheduleCommand({ GroupName: schedule.group, Name: schedule.name });
    return requestOfSchedule(await scheduler.send(command));
  }
  if (service !== undefined) {
    return requestOfService(await activeService(service, { ecs }, name));
  }
  throw new Refusal({
    code: "workload-not-runnable",
    path: name,
    got: "a task that events start",
    expected: "a service or a scheduled task: they say where a task runs and with which addresses",
    fix: "cause the event that starts it",
  });
}

/** The first essential container, whose command is overridden and whose exit code counts. */
async function mainContainer({ taskDefinition }: RunRequest, { ecs }: RunAws): Promise<string> {
  const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers: readonly ContainerDefinition[] = found?.containerDefinitions ?? [];
  return (containers.find(({ essential }) => essential !== false) ?? containers[0])?.name ?? "";
}

async function start(
  request: RunRequest,
  container: string,
  { workload, command }: RunOptions,
  { ecs }: RunAws,
): Promise<Task> {
  const overrides =
    command === undefined ? undefined : { containerOverrides: [{ name: container, command: [...command] }] };
  const asked = { ...request, count: 1, startedBy: STARTED_BY, ...(overrides === undefined ? {} : { overrides }) };
  const { tasks: [task] = [], failures: [failure] = [] } = await ecs.send(new RunTaskCommand(asked));
  if (task !== undefined) return task;
  throw new Refusal({
    code: "run-not-placed",
    path: workload.name,
    ...placementFailure(failure ?? {}),
    source: FAILURES,
  });
}

async function untilStopped(
  { taskArn = "", clusterArn = "" }: Task,
  timeoutMs: number,
  { ecs }: RunAws,
  screen: Screen,
): Promise<Task | "late"> {
  const command = new DescribeTasksCommand({ cluster: clusterArn, tasks: [taskArn] });
  const deadline = Date.now() + timeoutMs;
  let last: string | undefined;
  for (;;) {
    const { tasks: [task] = [] } = await ecs.send(command);
    if (task?.lastStatus === "STOPPED") return task;
    if (task?.lastStatus !== last) screen.err(`${task?.lastStatus?.toLowerCase() ?? "not known yet"}\n`);
    last = task?.lastStatus;
    if (Date.now() >= deadline) return "late";
    await screen.pause(POLL_MS);
    if (screen.interrupted.aborted) throw new Interrupted();
  }
}

/** What this one task wrote, of all that the workload's log groups hold since it started. */
async function lastLines(
  workload: Workload,
  taskArn: string,
  started: number,
  aws: RunAws,
  screen: Screen,
): Promise<void> {
  const since = started - CLOCKS_DIFFER_MS;
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await screen.pause(POLL_MS);
    if (screen.interrupted.aborted) throw new Interrupted();
    const events = await eventsSince(since, workload, aws.logs);
    const own = events.filter(({ logStreamName }) => taskOf(logStreamName).task === nameOf(taskArn));
    for (const event of own.slice(-LAST_LINES)) screen.out(`${textLine(event)}\n`);
    if (own.length > 0) return;
  }
}

/** @throws Refusal `run-not-started` when the container never ran */
function exitStatus({ containers = [], stoppedReason }: Task, name: string, workload: Workload): number {
  const container = containers.find((it) => it.name === name);
  if (container?.exitCode !== undefined) return container.exitCode;
  throw new Refusal({
    code: "run-not-started",
    path: workload.name,
    got: [stoppedReason, container?.reason].filter(Boolean).join("; ") || "a task that stopped without an exit code",
    expected: "a container that starts and exits",
    fix: "look at the reason: an image that can not be pulled, a secret that is not there, no host in time",
    source: STOPPED_REASONS,
  });
}

/** The last part of an ARN. */
function nameOf(arn: string): string {
  return arn.split("/").at(-1) ?? arn;
}
