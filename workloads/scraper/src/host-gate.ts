import { setTimeout as sleep } from "node:timers/promises";

export interface HostGateOptions {
  /** Least time between the end of one request to a host and the start of the next, in milliseconds. */
  readonly pauseMs: number;
  /** Milliseconds on a clock that never goes back. @default performance.now */
  readonly now?: () => number;
  /** @default - a timer */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Lets one request at a time through to each host, with a pause between them. Requests to different hosts do not wait
 * for each other. A host is what stands between `//` and `/` in its URL, port included.
 */
export class HostGate {
  readonly #pauseMs: number;
  readonly #now: () => number;
  readonly #wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #pauses = new Map<string, number>();
  readonly #finishedAt = new Map<string, number>();

  constructor({
    pauseMs,
    now = () => performance.now(),
    wait = (ms, signal) => sleep(ms, undefined, { signal }),
  }: HostGateOptions) {
    this.#pauseMs = pauseMs;
    this.#now = now;
    this.#wait = wait;
  }

  /** Makes the pause of one host longer, as its robots.txt asks; never shorter. */
  slowDown(host: string, pauseMs: number): void {
    this.#pauses.set(host, Math.max(pauseMs, this.#pauseMs));
  }

  /** Runs `work` when the host is free and its pause is over. @throws what `work` throws, or the signal's reason */
  pass<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(host) ?? Promise.resolve();
    const turn = before.then(() => this.#takeTurn(host, signal, work));
    this.#tails.set(
      host,
      turn.then(
        () => undefined,
        () => undefined,
      ),
    );
    return turn;
  }

  async #takeTurn<T>(host: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#pause(host, signal);
    try {
      return await work();
    } finally {
      this.#finishedAt.set(host, this.#now());
    }
  }

  async #pause(host: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const last = this.#finishedAt.get(host);
    if (last === undefined) return;
    const left = last + (this.#pauses.get(host) ?? this.#pauseMs) - this.#now();
    if (left > 0) await this.#wait(left, signal);
  }
}
