import { namedWorkload } from "../day-two/named-workload";
import { runOnce } from "../day-two/run";
import { wordsOf } from "../day-two/words";
import { withEnvironment } from "./environment-stacks";

export interface RunArguments {
  readonly workload: string;
  readonly env: string;
  readonly command?: string;
  readonly wait: boolean;
  /** Minutes. */
  readonly timeout: number;
}

/** `stowage run`. @returns the exit status, the container's own where there is one */
export async function runRun({ workload, env, command, wait, timeout }: RunArguments): Promise<number> {
  const words = command === undefined ? {} : { command: wordsOf(command) };
  return withEnvironment(env, async ({ deployment, screen, connect }) => {
    const named = namedWorkload(workload, deployment, env);
    const { aws } = await connect();
    return runOnce({ workload: named, wait, timeoutMs: timeout * 60_000, ...words }, aws, screen);
  });
}
