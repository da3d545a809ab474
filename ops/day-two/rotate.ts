import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Deployment, EcsService, Workload } from "./deployment";
import { Interrupted, makeChanges } from "./interruption";
import { Refusal } from "./refusal";
import { INTERRUPTED, type Screen } from "./screen";

/** A service of a workload that has a value injected. */
export type Injecting = Workload & { readonly service: EcsService };

export interface RotateOptions {
  readonly injecting: readonly Injecting[];
  /** Milliseconds to wait for all deployments to end. */
  readonly timeoutMs: number;
}

const POLL_MS = 5_000;

/**
 * The workloads that have a secret or parameter of that name injected.
 * @param name its name in AWS, or its construct's path inside its stack
 * @throws Refusal `secret-unknown`, which lists those there are
 */
export function injectingNamed(name: string, { workloads }: Deployment, environment: string): Workload[] {
  const found = workloads.filter(({ injected }) => injected.some(({ names }) => names.includes(name)));
  if (found.length > 0) return found;
  const known = new Set(workloads.flatMap(({ injected }) => injected.map(({ names }) => names[0] ?? "")));
  throw new Refusal({
    code: "secret-unknown",
    path: `environments/${environment}.ts`,
    got: name,
    expected:
      known.size === 0 ? "nothing: no container has a value injected" : `one of ${[...known].sort().join(", ")}`,
    fix: "correct the name",
  });
}

/** Those of them that ought to be redeployed; what schedules and events start reads the value at each start. */
export function servicesOf(workloads: readonly Workload[]): Injecting[] {
  return workloads.flatMap((workload) =>
    workload.service === undefined ? [] : [{ ...workload, service: workload.service }],
  );
}

/**
 * Gives each service new tasks, which read what they have injected again, and waits until all run and the old ones are gone.
 * @returns the exit status: 0 redeployed, 130 interrupted
 * @throws Refusal `rotate-rolled-back`, `rotate-pending`
 */
export async function redeploy({ injecting, timeoutMs }: RotateOptions, aws: Aws, screen: Screen): Promise<number> {
  const started: { readonly service: EcsService; readonly deployment: string }[] = [];
  const deployments = injecting.map(({ name, service }) => ({
    name: `redeployment of ${name}`,
    make: async () => {
      await activeService(service, aws);
      const command = { cluster: service.cluster, service: service.name, forceNewDeployment: true };
      const answer = await aws.ecs.send(new UpdateServiceCommand(command));
      const primary = answer.service?.deployments?.find(({ status }) => status === "PRIMARY");
      started.push({ service, deployment: primary?.id ?? "" });
      screen.out(`redeploys: ${name}\n`);
    },
  }));
  const settled = {
    name: "waiting for the new tasks",
    make: async () => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const states = await Promise.all(started.map((it) => stateOf(it, aws)));
        const failed = states.find(({ state }) => state === "failed");
        if (failed !== undefined) throw rolledBack(failed.says);
        const pending = states.filter(({ state }) => state === "pending");
        if (pending.length === 0) return;
        if (Date.now() >= deadline) throw notSettled(pending.map(({ says }) => says));
        await screen.pause(POLL_MS);
        if (screen.interrupted.aborted) throw new Interrupted();
      }
    },
  };
  try {
    await makeChanges([...deployments, settled], screen);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (started.length > 0) screen.err("redeployments that have begun go on by themselves\n");
    return INTERRUPTED;
  }
  for (const { name } of injecting) screen.out(`runs with the current values: ${name}\n`);
  return 0;
}

interface State {
  readonly state: "done" | "pending" | "failed";
  readonly says: string;
}

/** ECS rolls back by another deployment of the revision before; ours is then no longer the primary one. */
async function stateOf(
  { service, deployment }: { readonly service: EcsService; readonly deployment: string },
  aws: Aws,
): Promise<State> {
  const { deployments = [], events = [], desiredCount = 0, runningCount = 0 } = await activeService(service, aws);
  const says = [service.name, events[0]?.message].filter(Boolean).join(": ");
  const own = deployments.find(({ id }) => id === deployment);
  if (own?.rolloutState === "FAILED" || own === undefined || own.status !== "PRIMARY") return { state: "failed", says };
  const alone = deployments.length === 1 && runningCount === desiredCount && own.rolloutState === "COMPLETED";
  return { state: alone ? "done" : "pending", says };
}

function rolledBack(says: string): Refusal {
  return new Refusal({
    code: "rotate-rolled-back",
    path: "stowage rotate",
    got: says,
    expected: "new tasks that become healthy with the current values; the old ones stay meanwhile where two have room",
    fix: "look at stowage logs: often the new value is wrong, and putting the old one back redeploys again",
  });
}

function notSettled(says: readonly string[]): Refusal {
  return new Refusal({
    code: "rotate-pending",
    path: "stowage rotate",
    got: says.join("; "),
    expected: "new tasks that run, and no old ones, within the timeout",
    fix: "look at the service's events and stowage logs; the deployment goes on by itself",
  });
}
