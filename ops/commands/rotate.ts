import { injectingNamed, redeploy, servicesOf } from "../day-two/rotate";
import { withEnvironment } from "./environment-stacks";
import { confirmed } from "./terminal";

export interface RotateArguments {
  readonly name: string;
  readonly env: string;
  readonly yes: boolean;
  /** Minutes. */
  readonly timeout: number;
}

/**
 * `stowage rotate`: redeploys the services that have a secret or parameter injected, after somebody gave it a new value.
 * @returns the exit status: 0 they run with it, or none needs to; 1 refused or not settled, 130 interrupted
 */
export async function runRotate({ name, env, yes, timeout }: RotateArguments): Promise<number> {
  return withEnvironment(env, async ({ deployment, screen, connect }) => {
    const workloads = injectingNamed(name, deployment, env);
    const injecting = servicesOf(workloads);
    const others = workloads.filter(({ service }) => service === undefined).map((it) => it.name);
    if (others.length > 0) screen.out(`${others.join(", ")}: nothing to do, the value is read at each start\n`);
    if (injecting.length === 0) return 0;
    const { aws, account, region } = await connect();
    screen.out(`redeploys ${injecting.map((it) => it.name).join(", ")}, in account ${account}, ${region}\n`);
    if (!(yes || (await confirmed(screen.interrupted)))) {
      screen.err("nothing was redeployed; say yes, or pass --yes where nobody can be asked\n");
      return 1;
    }
    return redeploy({ injecting, timeoutMs: timeout * 60_000 }, aws, screen);
  });
}
