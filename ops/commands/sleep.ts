import { estimateCost } from "../../checks/cost/estimate";
import { usdRange } from "../../checks/cost/money";
import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { asleep, type Deployment } from "../day-two/deployment";
import { putToSleep, wake } from "../day-two/sleep";
import { withEnvironment } from "./environment-stacks";
import { confirmed } from "./terminal";

export interface SleepArguments {
  readonly env: string;
  /** Minutes. */
  readonly timeout: number;
}

/** `stowage stop`: says what it will stop and what that saves, asks, and does it. @returns the exit status: 0 asleep, 1 refused, 130 interrupted */
export async function runStop({ env, timeout, yes }: SleepArguments & { readonly yes: boolean }): Promise<number> {
  return withEnvironment(env, async ({ deployment, documents, screen, connect }) => {
    const { aws, account, region } = await connect();
    const lines = [`${whatStops(env, deployment)}, in account ${account}, ${region}`, saving(documents)];
    const sleepless = deployment.sleepless.map((it) => `stays awake: ${it}`);
    process.stdout.write(`${[...lines, ...sleepless].join("\n")}\n`);
    if (!(yes || (await confirmed(screen.interrupted)))) {
      process.stderr.write("nothing was stopped; say yes, or pass --yes where nobody can be asked\n");
      return 1;
    }
    return putToSleep({ deployment, timeoutMs: timeout * 60_000 }, aws, screen);
  });
}

/** `stowage start`. @returns the exit status: 0 awake, 130 interrupted */
export async function runStart({ env, timeout }: SleepArguments): Promise<number> {
  return withEnvironment(env, async ({ deployment, screen, connect }) => {
    const { aws } = await connect();
    return wake({ deployment, timeoutMs: timeout * 60_000 }, aws, screen);
  });
}

function whatStops(env: string, { services, schedules, hostGroups }: Deployment): string {
  const parts = [
    ["services", services],
    ["schedules", schedules],
    ["Auto Scaling groups", hostGroups],
  ] as const;
  const named = parts
    .filter(([, things]) => things.length > 0)
    .map(([kind, things]) => `${kind} ${things.map(({ name }) => name).join(", ")}`);
  return `puts ${env} to sleep: ${named.join("; ")}`;
}

/** What the list prices of the awake and of the sleeping environment differ by. */
function saving(documents: readonly TerraformDocument[]): string {
  const [awake, sleeping] = [estimateCost(documents).total, estimateCost(asleep(documents)).total];
  const saved = { low: awake.low - sleeping.low, high: awake.high - sleeping.high };
  return `saves ${usdRange(saved)} of ${usdRange(awake)} USD a month; addresses, balancers and storage go on costing`;
}
