import { access, constants } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";

/** Long enough for a cold Python on a loaded machine. */
const PROBE_TIMEOUT_MS = 60_000;

/** What a program printed, or `undefined` when it can not be run or ends with an error. */
export async function probe(
  command: string,
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
): Promise<string | undefined> {
  const result = await execa(command, args, { env, extendEnv: false, reject: false, timeout: PROBE_TIMEOUT_MS });
  return result.failed ? undefined : result.stdout;
}

/** Every file of that name on PATH, in PATH's order, each once. */
export async function allOnPath(name: string, env: Readonly<NodeJS.ProcessEnv>): Promise<string[]> {
  const folders = (env.PATH ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const files = [...new Set(folders.map((folder) => path.join(folder, name)))];
  const runnable = await Promise.all(files.map(isRunnable));
  return files.filter((_, index) => runnable[index]);
}

export async function isRunnable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
