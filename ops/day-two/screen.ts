import { setTimeout as sleep } from "node:timers/promises";

/** Where a command writes, how it waits, and how it hears that it is to end. */
export interface Screen {
  /** Writes to standard output, as it is. */
  readonly out: (text: string) => void;
  /** Writes to standard error: what is no result. */
  readonly err: (text: string) => void;
  /** Milliseconds until the next look; comes back at once when interrupted. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
}

/** Exit status of a command ended by Ctrl-C, as shells have it: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/** The terminal of this process. Ctrl-C is heard from the first use on. */
export function terminal(): Screen {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  // `stowage logs backend | head` closes the pipe when it has enough: that is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
    interrupted: stop.signal,
  };
}
