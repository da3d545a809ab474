import path from "node:path";
import { execa, type ResultPromise } from "execa";
import type { AppliedSystem } from "../extensions";
import { type AppliedTask, taskKey } from "./applied-task";

/** Node programs of an image live here; the bundles that the image is made of stand in for them. */
const IMAGE_FOLDER = "/app/";

export interface LocalProcessOptions {
  readonly system: AppliedSystem;
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
 * Starts what a container would start, as a local process with exactly the environment that ECS would give it. Added are
 * only the address of the local AWS, the credentials that the task role would hand out, and `extra`.
 */
export function startLocally(task: AppliedTask, argv: readonly string[], options: LocalProcessOptions): LocalProcess {
  const { system, bundles, workload, extra = {} } = options;
  const [program, ...args] = argv.map((word) =>
    word.startsWith(IMAGE_FOLDER) ? path.join(bundles, workload, word.slice(IMAGE_FOLDER.length)) : word,
  );
  if (program === undefined) throw new Error(`${task.family} has neither entry point nor command`);
  return execa(program === "node" ? process.execPath : program, args, {
    env: {
      ...task.environment,
      ...extra,
      AWS_ENDPOINT_URL: system.url,
      AWS_ACCESS_KEY_ID: taskKey(task.family),
      AWS_SECRET_ACCESS_KEY: "rehearsal",
      // ECS sets it in every container.
      AWS_REGION: task.environment.AWS_REGION ?? system.region,
    },
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
