import { DescribeTasksCommand, paginateListTasks } from "@aws-sdk/client-ecs";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Deployment, EcsService } from "./deployment";
import { type Change, Interrupted, makeChanges } from "./interruption";
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
  const { alarms, schedules, scalableTargets, services, hostGroups, clusters } = deployment;
  const change = changesIn(screen);
  const daemons = new Set(services.filter(({ daemon }) => daemon).map(({ name }) => `service:${name}`));
  const lasting = () => runningGroups(clusters, daemons, aws);
  return untilInterrupted(
    [
      ...alarmChange(alarms, false, aws, screen),
      ...schedules.map((it) => change("schedule disabled", it.name, () => setSchedule({ ...it, enabled: false }, aws))),
      // Before the services: scaling would start copies again.
      ...scalableTargets.map((it) =>
        change("scaling limits 0", it.resourceId, () => setScalableTarget({ ...it, min: 0, max: 0 }, aws)),
      ),
      ...services
        .filter(({ daemon }) => !daemon)
        .map((it) => change("no copies", it.name, () => setService({ ...it, desiredCount: 0 }, aws))),
      {
        name: "waiting for running tasks",
        make: async () => {
          const ended = await until(async () => (await lasting()).length === 0, timeoutMs, screen);
          if (!ended) throw stillRunning(await lasting());
        },
      },
      ...hostGroups.map((it) => change("no hosts", it.name, () => endHosts(it, aws))),
    ],
    screen,
  );
}

/**
 * Wakes an environment in the opposite order, to exactly what the synthesized stacks ask for.
 * @returns the exit status: 0 awake, 130 interrupted
 * @throws Refusal `wake-services-pending` when services do not run after the timeout; schedules still sleep then
 */
export async function wake({ deployment, timeoutMs }: SleepOptions, aws: Aws, screen: Screen): Promise<number> {
  const { alarms, schedules, scalableTargets, services, hostGroups } = deployment;
  const change = changesIn(screen);
  const wanted: EcsService[] = [];
  return untilInterrupted(
    [
      ...hostGroups.map((it) => change(`at least ${it.min} hosts`, it.name, () => startHosts(it, aws))),
      // Before the services: with limits of 0 scaling would end their copies again.
      ...scalableTargets.map((it) =>
        change(`scaling limits ${it.min} to ${it.max}`, it.resourceId, () => setScalableTarget(it, aws)),
      ),
      ...services
        .filter(({ daemon }) => !daemon)
        .map((it) => ({
          name: `copies of ${it.name}`,
          make: async () => {
            const woken = await wokenService(it, deployment, aws);
            wanted.push(woken);
            await change(`copies ${woken.desiredCount}`, it.name, () => setService(woken, aws)).make();
          },
        })),
      {
        name: "waiting for the services",
        make: async () => {
          const running = await until(async () => (await pending(wanted, aws)).length === 0, timeoutMs, screen);
          if (!running) throw servicesPending(await pending(wanted, aws));
        },
      },
      ...schedules
        .filter(({ enabled }) => enabled)
        .map((it) => change("schedule enabled", it.name, () => setSchedule(it, aws))),
      ...alarmChange(alarms, true, aws, screen),
    ],
    screen,
  );
}

/** @returns 0 when everything was done, 130 after Ctrl-C */
async function untilInterrupted(changes: readonly Change[], screen: Screen): Promise<number> {
  try {
    await makeChanges(changes, screen);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    throw error;
  }
}

function changesIn({ out }: Screen) {
  return (what: string, name: string, set: () => Promise<boolean>): Change => ({
    name: `${what}: ${name}`,
    make: async () => out(`${what}: ${name}${(await set()) ? "" : " (it was so)"}\n`),
  });
}

function alarmChange(alarms: readonly string[], tell: boolean, aws: Aws, { out }: Screen): Change[] {
  if (alarms.length === 0) return [];
  const name = `${tell ? "alarms tell again" : "alarms tell nobody"}: ${alarms.length}`;
  return [
    {
      name,
      make: async () => {
        await setAlarms(alarms, tell, aws);
        out(`${name}\n`);
      },
    },
  ];
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

/** @throws Interrupted */
async function until(done: () => Promise<boolean>, timeoutMs: number, screen: Screen): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (await done()) return true;
    if (Date.now() >= deadline) return false;
    await screen.pause(POLL_MS);
    if (screen.interrupted.aborted) throw new Interrupted();
  }
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
