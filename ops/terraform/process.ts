import { execa, type Options } from "execa";

/** What a finished Terraform command left behind. */
export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /**
   * Aborting it asks Terraform, once, to stop: it saves its state, gives its lock back and ends.
   * @default - Ctrl-C while it runs: nobody else would stop it, as it is in a process group of its own
   */
  readonly signal?: AbortSignal;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Thrown when the run was asked to stop; Terraform has ended by then. */
export class InterruptedError extends Error {
  constructor(command: string) {
    super(`${command} was interrupted`);
    this.name = "InterruptedError";
  }
}

/**
 * Runs Terraform in a process group of its own: a Ctrl-C in the terminal would otherwise reach it directly and once
 * more from here, and at the second one Terraform drops its state and its lock.
 */
export async function runTerraform(binary: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const command = `terraform ${args[0]}`;
  const ctrlC = options.signal === undefined ? heardCtrlC() : undefined;
  const signal = options.signal ?? ctrlC?.signal;
  if (signal?.aborted) {
    throw new InterruptedError(command);
  }
  const settings = {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    reject: false,
    detached: true,
    stdin: "ignore",
  } as const satisfies Options;
  const subprocess = execa(binary, args, settings);
  const stop = () => void subprocess.kill("SIGINT");
  signal?.addEventListener("abort", stop, { once: true });
  process.once("exit", stop);
  try {
    const lines = options.onLine === undefined ? undefined : readLines(subprocess.iterable(), options.onLine);
    const [result] = await Promise.all([subprocess, lines]);
    if (signal?.aborted) {
      throw new InterruptedError(command);
    }
    if (result.exitCode === undefined) {
      throw new Error(`${command}: ${result.shortMessage}`);
    }
    return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
  } finally {
    signal?.removeEventListener("abort", stop);
    process.removeListener("exit", stop);
    ctrlC?.forget();
  }
}

/** Hears the signals that end a program, instead of ending by them while Terraform is at work. */
function heardCtrlC(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => {
    if (controller.signal.aborted) return;
    process.stderr.write("interrupted; Terraform finishes what it is at and saves its state\n");
    controller.abort();
  };
  for (const signal of signals) process.on(signal, stop);
  return {
    signal: controller.signal,
    forget: () => {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}

async function readLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  for await (const line of lines) {
    onLine(String(line));
  }
}
