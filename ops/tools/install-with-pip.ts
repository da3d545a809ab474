import { rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import type { Places } from "./places";

export interface PipInstallation {
  /** A Python that is new enough. */
  readonly python: string;
  /** The folder of the virtual environment. */
  readonly target: string;
  /** What pip is asked for, such as `moto[server]==5.2.1`. */
  readonly requirement: string;
  /** Stops `venv` and `pip`. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a Python virtual environment with one package in it.
 *
 * @throws Error with the words of `venv` or `pip`; a half-made environment is removed
 */
export async function installWithPip(
  { python, target, requirement, signal }: PipInstallation,
  places: Places,
): Promise<void> {
  try {
    await run(python, ["-m", "venv", "--clear", target], places, signal);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement];
    await run(path.join(target, "bin", "python"), pip, places, signal);
  } catch (error) {
    await rm(target, { recursive: true, force: true });
    throw error;
  }
}

async function run(
  command: string,
  args: readonly string[],
  { env }: Places,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = { env, extendEnv: false, reject: false, all: true, cancelSignal: signal } as const;
  const result = await execa(command, args, options);
  if (result.failed) {
    const lines = (result.all ?? result.shortMessage).trim().split("\n");
    throw new Error(`${args.slice(0, 3).join(" ")}: ${lines.slice(-2).join(" ").trim()}`);
  }
}
