import path from "node:path";
import { execa, type ResultPromise } from "execa";
import type { AppliedSystem } from "../extensions";
import type { AppliedTask } from "./applied-task";
import type { CredentialsEndpoint } from "./credentials-endpoint";

/** Node programs of an image live here; the bundles that the image is made of stand in for them. */
const IMAGE_FOLDER = "/app/";

export interface LocalProcessOptions {
  readonly system: Pick<AppliedSystem, "url" | "signal">;
  readonly credentials: CredentialsEndpoint;
  /** Folder with one folder of bundles per workload. */
  readonly bundles: string;
  /** Name of the workload, which names its folder of bundles. */
  readonly workload: string;
  /** Variables that only a rehearsal needs. Everything else is what AWS has. */
  readonly extra?: Readonly<Record<string, string>>;
}

/** A process whose whole output is kept, and whose failure is looked at rather than thrown. */
export type LocalProcess = ResultPromise<{ all: true; reject: false }>;

/**
 * What ECS itself sets in a container on EC2: the addresses are the agent's, where nobody answers here. `AWS_REGION` and
 * `AWS_DEFAULT_REGION` are documented too and left out, because only newer agents set them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-environment-variables.html
 */
const SET_BY_ECS = {
  AWS_EXECUTION_ENV: "AWS_ECS_EC2",
  ECS_AGENT_URI: "http://169.254.170.2/api/rehearsal",
  ECS_CONTAINER_METADATA_URI: "http://169.254.170.2/v3/rehearsal",
  ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/rehearsal",
} as const;

/**
 * The environment of a process that stands in for a container: what ECS would set, what the task definition says, and
 * nothing more but the address of the local AWS. The task role's credentials come from an address of this machine, so the
 * variable that names it holds a whole address rather than a path on the agent's.
 */
export function processEnvironment(
  task: Pick<AppliedTask, "family" | "environment">,
  { system, credentials, extra }: Pick<LocalProcessOptions, "credentials" | "extra"> & { system: { url: string } },
): Record<string, string> {
  return {
    ...SET_BY_ECS,
    AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.uriOf(task.family),
    ...task.environment,
    ...extra,
    AWS_ENDPOINT_URL: system.url,
  };
}

/** Starts what a container would start, as a local process with the environment that ECS would give it. */
export function startLocally(task: AppliedTask, argv: readonly string[], options: LocalProcessOptions): LocalProcess {
  const { system, bundles, workload } = options;
  const [program, ...args] = argv.map((word) =>
    word.startsWith(IMAGE_FOLDER) ? path.join(bundles, workload, word.slice(IMAGE_FOLDER.length)) : word,
  );
  if (program === undefined) throw new Error(`${task.family} has neither entry point nor command`);
  return execa(program === "node" ? process.execPath : program, args, {
    env: processEnvironment(task, options),
    extendEnv: false,
    all: true as const,
    reject: false as const,
    cleanup: true,
    cancelSignal: system.signal,
    forceKillAfterDelay: 10_000,
  });
}

/** Runs a job to its end. @throws Error with its output when it does not exit with 0 */
export async function runLocally(task: AppliedTask, options: LocalProcessOptions): Promise<string> {
  const { exitCode, all } = await startLocally(task, task.argv, options);
  if (exitCode === 0) return all;
  throw new Error(`${task.family} ended with status ${exitCode}:\n${all}`);
}
