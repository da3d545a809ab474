import { showLogs } from "../day-two/logs";
import { namedWorkload } from "../day-two/named-workload";
import { sinceTime } from "../day-two/since";
import { withEnvironment } from "./environment-stacks";

export interface LogsArguments {
  readonly workload: string;
  readonly env: string;
  readonly since: string;
  readonly filter?: string;
  readonly follow: boolean;
  readonly json: boolean;
}

/** `stowage logs`. @returns the exit status: 0 shown, 130 following was ended by Ctrl-C */
export async function runLogs({ workload, env, since, ...rest }: LogsArguments): Promise<number> {
  const from = sinceTime(since, Date.now());
  return withEnvironment(env, async ({ deployment, screen, connect }) => {
    const { logGroups } = namedWorkload(workload, deployment, env);
    const { aws } = await connect();
    return showLogs({ logGroups, from, ...rest }, aws.logs, screen);
  });
}
