import type { Logger } from "./log";

/** Exit statuses every workload shares. A workload may add its own above 1. */
export const exitCodes = { success: 0, failure: 1 } as const;

/** The part of `process` that is used. */
export interface Host {
  on(
    event: "SIGTERM" | "SIGINT" | "uncaughtException" | "unhandledRejection",
    listener: (cause: unknown) => void,
  ): unknown;
  exit(status: number): unknown;
}

export interface LifecycleOptions {
  readonly logger: Logger;
  /**
   * Time from the first signal to a forced exit, in milliseconds. Keep it below the container's stop timeout, after which
   * the ECS agent sends SIGKILL (30 s unless the task definition says otherwise).
   * @default 25000
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
   */
  readonly stopTimeoutMs?: number;
  /** Where signals come from and where the exit goes. @default - this process */
  readonly host?: Host;
}

interface Closer {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

/**
 * One clean end for a process. SIGTERM and SIGINT abort {@link signal}, then closers run one after another, the last
 * registered first, so that a server closes before the database it uses. A second signal, or the stop timeout, ends the
 * process at once with status 1. An exception nobody caught is logged and ends the process the same clean way, with 1.
 */
export class Lifecycle {
  readonly #options: Required<LifecycleOptions>;
  readonly #closers: Closer[] = [];
  readonly #abort = new AbortController();
  #stopping: Promise<void> | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #working = false;

  constructor(options: LifecycleOptions) {
    this.#options = { stopTimeoutMs: 25_000, host: process, ...options };
    const { host, logger } = this.#options;
    for (const name of ["SIGTERM", "SIGINT"] as const) host.on(name, () => this.#onSignal(name));
    for (const name of ["uncaughtException", "unhandledRejection"] as const) {
      host.on(name, (error: unknown) => {
        logger.error("an exception nobody caught ends the process", { error });
        void this.stop(name, exitCodes.failure);
      });
    }
  }

  /** Aborted as soon as the process is asked to stop; pass it to everything that waits. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Registers what has to be closed at the end. Closers run in reverse order; one that fails does not stop the rest. */
  onStop(name: string, close: () => Promise<void> | void): void {
    this.#closers.push({ name, close });
  }

  /**
   * Runs a workload that does its work once, then closes everything and exits with the status it returned. After a signal
   * the work is given the stop timeout to notice {@link signal} and return; its status counts then too.
   */
  async run(work: (signal: AbortSignal) => Promise<number>): Promise<void> {
    this.#working = true;
    const status = await work(this.signal).catch((error: unknown) => {
      this.#options.logger.error("the run failed", { error });
      return exitCodes.failure;
    });
    await this.stop("finished", status);
  }

  /** Stops once; later calls wait for the first. Ends the process. */
  stop(reason: string, status: number = exitCodes.success): Promise<void> {
    this.#stopping ??= this.#stop(reason, status);
    return this.#stopping;
  }

  #onSignal(name: string): void {
    const { host, logger } = this.#options;
    if (this.signal.aborted) {
      logger.warn("second signal, leaving at once", { signal: name });
      host.exit(exitCodes.failure);
      return;
    }
    logger.info("stopping", { signal: name });
    this.#begin(`stopped by ${name}`);
    // Work that is done once ends the process itself, when it has noticed.
    if (!this.#working) void this.stop(name);
  }

  /** Tells everybody, and starts the clock. */
  #begin(reason: string): void {
    if (this.signal.aborted) return;
    const { host, logger, stopTimeoutMs } = this.#options;
    this.#deadline = setTimeout(() => {
      logger.error("stop timeout reached, leaving with work unfinished", { stopTimeoutMs });
      host.exit(exitCodes.failure);
    }, stopTimeoutMs).unref();
    this.#abort.abort(new Error(reason));
  }

  async #stop(reason: string, status: number): Promise<void> {
    const { host, logger } = this.#options;
    this.#begin(reason);
    for (const { name, close } of this.#closers.reverse()) {
      try {
        await close();
      } catch (error) {
        logger.warn("could not close cleanly", { closer: name, error });
      }
    }
    clearTimeout(this.#deadline);
    logger.info("stopped", { reason, status });
    host.exit(status);
  }
}
