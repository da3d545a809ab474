import { rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import type { Places } from "./places";
import { MOTO } from "./versions";

export interface MotoInstallation {
  /** A Python that is new enough. */
  readonly python: string;
  /** The folder of the virtual environment. */
  readonly target: string;
  /** Stops `venv` and `pip`. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a Python virtual environment with moto's server in it.
 *
 * @throws Error with the words of `venv` or `pip`; a half-made environment is removed
 */
export async function installMoto({ python, target, signal }: MotoInstallation, places: Places): Promise<void> {
  try {
    await run(python, ["-m", "venv", "--clear", target], places, signal);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", MOTO.requirement];
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
