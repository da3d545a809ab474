import { execInto } from "../day-two/exec";
import { namedService } from "../day-two/named-workload";
import { withEnvironment } from "./environment-stacks";

export interface ExecArguments {
  readonly service: string;
  readonly env: string;
  readonly command: string;
}

/** `stowage exec`. @returns the exit status of `aws ecs execute-command` */
export async function runExec({ service, env, command }: ExecArguments): Promise<number> {
  return withEnvironment(env, async ({ deployment, screen, connect }) => {
    const named = namedService(service, deployment, env);
    const { aws, region } = await connect();
    return execInto({ service: named, region, command, env: process.env, handOver: screen.handOver }, aws.ecs);
  });
}
