import { DescribeServicesCommand, DescribeTasksCommand, type ECSClient, paginateListTasks } from "@aws-sdk/client-ecs";
import { execa } from "execa";
import { allOnPath } from "../tools/probe";
import type { EcsService } from "./deployment";
import { Refusal } from "./refusal";
import type { Screen } from "./screen";

export interface ExecOptions {
  readonly service: EcsService;
  readonly region: string;
  /** What runs in the container, with its arguments, as one text. */
  readonly command: string;
  /** The caller's environment: where the programs are, and whose credentials they use. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** @default - Ctrl-C ends this program too */
  readonly handOver?: Screen["handOver"];
}

const EXEC_PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html";

/** Programs that are not ours, and where they come from. */
const PROGRAMS = {
  aws: "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html",
  "session-manager-plugin":
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html",
} as const;

/**
 * Opens a session in a running container of a service and hands the terminal over to it.
 * @returns the exit status of the AWS CLI, which says nothing about the command inside
 * @throws Refusal `exec-program-missing`, `exec-not-enabled`, `exec-nothing-runs`
 */
export async function execInto(
  { service, region, command, env, handOver = (work) => work() }: ExecOptions,
  ecs: ECSClient,
): Promise<number> {
  for (const program of Object.keys(PROGRAMS) as (keyof typeof PROGRAMS)[]) await refuseWithout(program, env);
  const { task, container } = await openContainer(service, ecs);
  const target = ["--region", region, "--cluster", service.cluster, "--task", task, "--container", container];
  // Ctrl-C is for the program in the container, which gets it through the session.
  return handOver(async () => {
    const args = ["ecs", "execute-command", ...target, "--interactive", "--command", command];
    const { exitCode } = await execa("aws", args, { env, extendEnv: false, stdio: "inherit", reject: false });
    return exitCode ?? 1;
  });
}

async function refuseWithout(program: keyof typeof PROGRAMS, env: Readonly<NodeJS.ProcessEnv>): Promise<void> {
  if ((await allOnPath(program, env)).length > 0) return;
  throw new Refusal({
    code: "exec-program-missing",
    path: "stowage exec",
    got: `no ${program} on PATH`,
    expected: "the AWS CLI and its session-manager-plugin",
    fix: `install ${program}`,
    source: PROGRAMS[program],
  });
}

/** The newest task that a session can be opened in. */
async function openContainer(
  { cluster, name }: EcsService,
  ecs: ECSClient,
): Promise<{ readonly task: string; readonly container: string }> {
  const { services: [service] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  if (service?.status !== "ACTIVE") throw nothingRuns(name, "no active service of that name");
  if (service.enableExecuteCommand !== true) {
    throw new Refusal({
      code: "exec-not-enabled",
      path: name,
      prop: "executeCommand",
      got: "a service without ECS Exec",
      expected: "executeCommand: true",
      fix: "set it on the Service in stacks/app-stack.ts and deploy: its tasks are replaced by ones that listen",
      source: EXEC_PAGE,
    });
  }
  const taskArns: string[] = [];
  const running = { cluster, serviceName: name, desiredStatus: "RUNNING" } as const;
  for await (const page of paginateListTasks({ client: ecs }, running)) taskArns.push(...(page.taskArns ?? []));
  if (taskArns.length === 0) throw nothingRuns(name, `no task; ${service.desiredCount ?? 0} asked for`);
  // DescribeTasks takes 100 at a time; the first hundred are choice enough.
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns.slice(0, 100) }));
  const [task] = tasks
    .filter(({ lastStatus, enableExecuteCommand }) => lastStatus === "RUNNING" && enableExecuteCommand !== false)
    .toSorted((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
  const container =
    task?.containers?.find((it) => it.name !== undefined && name.endsWith(it.name)) ?? task?.containers?.[0];
  if (task?.taskArn !== undefined && container?.name !== undefined)
    return { task: task.taskArn, container: container.name };
  throw nothingRuns(name, `${tasks.length} tasks, none of which runs and was started with ECS Exec`);
}

function nothingRuns(name: string, got: string): Refusal {
  return new Refusal({
    code: "exec-nothing-runs",
    path: name,
    got,
    expected: "a running task that was started after ECS Exec was enabled",
    fix: "wake the environment with stowage start, wait until the deployment has finished, or read stowage logs",
    source: EXEC_PAGE,
  });
}
