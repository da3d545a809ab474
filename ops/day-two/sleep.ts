import { DescribeTasksCommand, paginateListTasks } from "@aws-sdk/client-ecs";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Deployment, EcsService } from "./deployment";
import { Refusal } from "./refusal";
import { INTERRUPTED, type Screen } from "./screen";
import { endHosts, setAlarms, setScalableTarget, setSchedule, setService, startHosts } from "./sleep-steps";

export interface SleepOptions {
  readonly deployment: Deployment;
  /** Milliseconds to wait: when stopping for the last task to end, when starting for the services to run. */
  readonly timeoutMs: number;
}

const POLL_MS = 5_000;

/**
 * Puts an environment to sleep: nobody is told of it, nothing is started any more, what runs ends in peace, and only then
 * the hosts end. Every step sets a state and nothing is remembered, so it may be interrupted and repeated.
 * @returns the exit status: 0 asleep, 130 interrupted
 * @throws Refusal `sleep-tasks-running` when tasks still run after the timeout; hosts were not touched then
 */
export async function putToSleep({ deployment, timeoutMs }: SleepOptions, aws: Aws, screen: Screen): Promise<number> {
  const say = sayIn(screen);
  const { alarms, schedules, scalableTargets, services, hostGroups, clusters } = deployment;
  await setAlarms(alarms, false, aws);
  if (alarms.length > 0) screen.out(`alarms tell nobody: ${alarms.length}\n`);
  for (const it of schedules) say("schedule disabled", it.name, await setSchedule({ ...it, enabled: false }, aws));
  // Before the services: scaling would start copies again.
  for (const it of scalableTargets) {
    say("scaling limits 0", it.resourceId, await setScalableTarget({ ...it, min: 0, max: 0 }, aws));
  }
  for (const it of services.filter(({ daemon }) => !daemon)) {
    say("no copies", it.name, await setService({ ...it, desiredCount: 0 }, aws));
  }
  const daemons = new Set(services.filter(({ daemon }) => daemon).map(({ name }) => `service:${name}`));
  const lasting = () => runningGroups(clusters, daemons, aws);
  const ended = await until(async () => (await lasting()).length === 0, timeoutMs, screen);
  if (ended === "interrupted") return INTERRUPTED;
  if (ended === "late") throw stillRunning(await lasting());
  for (const it of hostGroups) say("no hosts", it.name, await endHosts(it, aws));
  return 0;
}

/**
 * Wakes an environment in the opposite order, to exactly what the synthesized stacks ask for.
 * @returns the exit status: 0 awake, 130 interrupted
 * @throws Refusal `wake-services-pending` when services do not run after the timeout; schedules still sleep then
 */
export async function wake({ deployment, timeoutMs }: SleepOptions, aws: Aws, screen: Screen): Promise<number> {
  const say = sayIn(screen);
  const { alarms, schedules, scalableTargets, services, hostGroups } = deployment;
  for (const it of hostGroups) say(`at least ${it.min} hosts`, it.name, await startHosts(it, aws));
  // Before the services: with limits of 0 scaling would end their copies again.
  for (const it of scalableTargets) {
    say(`scaling limits ${it.min} to ${it.max}`, it.resourceId, await setScalableTarget(it, aws));
  }
  const wanted = await Promise.all(
    services.filter(({ daemon }) => !daemon).map((it) => wokenService(it, deployment, aws)),
  );
  for (const it of wanted) say(`copies ${it.desiredCount}`, it.name, await setService(it, aws));
  const running = await until(async () => (await pending(wanted, aws)).length === 0, timeoutMs, screen);
  if (running === "interrupted") return INTERRUPTED;
  if (running === "late") throw servicesPending(await pending(wanted, aws));
  for (const it of schedules.filter(({ enabled }) => enabled))
    say("schedule enabled", it.name, await setSchedule(it, aws));
  await setAlarms(alarms, true, aws);
  if (alarms.length > 0) screen.out(`alarms tell again: ${alarms.length}\n`);
  return 0;
}

/** As synthesized; a service that scales keeps the copies that it has within its limits. */
async function wokenService(service: EcsService, { scalableTargets }: Deployment, aws: Aws): Promise<EcsService> {
  const limits = scalableTargets.find(({ resourceId }) => resourceId === `service/${service.cluster}/${service.name}`);
  if (limits === undefined) return service;
  const now = (await activeService(service, aws)).desiredCount ?? 0;
  return { ...service, desiredCount: Math.min(limits.max, Math.max(limits.min, service.desiredCount, now)) };
}

async function pending(services: readonly EcsService[], aws: Aws): Promise<string[]> {
  const found = await Promise.all(services.map((service) => activeService(service, aws)));
  return found
    .filter(({ runningCount = 0, desiredCount = 0 }) => runningCount < desiredCount)
    .map(({ serviceName, events = [] }) => [serviceName, events[0]?.message].filter(Boolean).join(": "));
}

/**
 * Groups of the tasks that have not ended, such as `service:backend` or `family:scraper`, without those of daemon
 * services. A task that is ending is among those that ought to be stopped, and still needs its host.
 */
async function runningGroups(
  clusters: readonly string[],
  daemons: ReadonlySet<string>,
  { ecs }: Aws,
): Promise<string[]> {
  const groups: string[] = [];
  for (const cluster of clusters) {
    for (const desiredStatus of ["RUNNING", "STOPPED"] as const) {
      const asked = { cluster, desiredStatus };
      for await (const { taskArns = [] } of paginateListTasks({ client: ecs, pageSize: 100 }, asked)) {
        if (taskArns.length === 0) continue;
        const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
        groups.push(...tasks.filter(({ lastStatus }) => lastStatus !== "STOPPED").map(({ group = "" }) => group));
      }
    }
  }
  return groups.filter((group) => !daemons.has(group)).toSorted();
}

async function until(
  done: () => Promise<boolean>,
  timeoutMs: number,
  screen: Screen,
): Promise<"done" | "late" | "interrupted"> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await done()) return "done";
    if (Date.now() >= deadline) return "late";
    await screen.pause(POLL_MS);
    if (screen.interrupted.aborted) {
      screen.err("half-way; the same command goes on from here\n");
      return "interrupted";
    }
  }
}

function sayIn({ out }: Screen) {
  return (what: string, name: string, changed: boolean) => out(`${what}: ${name}${changed ? "" : " (it was so)"}\n`);
}

function stillRunning(groups: readonly string[]): Refusal {
  return new Refusal({
    code: "sleep-tasks-running",
    path: "stowage stop",
    got: `tasks that still run: ${[...new Set(groups)].join(", ")}`,
    expected: "tasks that end within the timeout; hosts stay while one runs",
    fix: "repeat it later or with a longer --timeout, or stop them with aws ecs stop-task",
  });
}

function servicesPending(services: readonly string[]): Refusal {
  return new Refusal({
    code: "wake-services-pending",
    path: "stowage start",
    got: services.join("; "),
    expected: "services that run all their copies within the timeout; schedules stay disabled until then",
    fix: "look at the service's events and stowage logs, and repeat it",
  });
}
