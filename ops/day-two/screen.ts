import { setTimeout as sleep } from "node:timers/promises";
import { isPipeClosed } from "../program/closed-pipe";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

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
  /** Does something during which Ctrl-C is for another program in this terminal. */
  readonly handOver?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether nobody reads standard output any more, as after `| head`. */
  readonly closed?: () => boolean;
}

/** Exit status of a command ended by Ctrl-C, as shells have it: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/**
 * The terminal of this process. Ctrl-C is heard from the first use on; a second one ends the process at once, in the midst
 * of a call.
 */
export function terminal(): Screen {
  const stop = new AbortController();
  const interrupt = () => {
    process.stderr.write("interrupted; finishing the call under way (once more ends it at once)\n");
    stop.abort();
    for (const signal of SIGNALS) process.off(signal, interrupt);
  };
  const listen = () => {
    for (const signal of SIGNALS) process.on(signal, interrupt);
  };
  listen();
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    pause: (milliseconds) => sleep(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined),
    interrupted: stop.signal,
    closed: isPipeClosed,
    handOver: async (work) => {
      const ignore = () => undefined;
      process.on("SIGINT", ignore);
      process.off("SIGINT", interrupt);
      try {
        return await work();
      } finally {
        process.off("SIGINT", ignore);
        listen();
      }
    },
  };
}
