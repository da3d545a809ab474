import type { ServerResponse } from "node:http";

/** How many requests a server took, and how many of them it answered to the end. */
export interface TrafficCounts {
  readonly received: number;
  readonly answered: number;
}

/** The requests under way: counts them, holds them back for a moment, and tells their clients to close. */
export class Traffic {
  readonly #open = new Set<ServerResponse>();
  #received = 0;
  #answered = 0;
  #closing = false;
  #held: (() => void)[] | undefined;

  get counts(): TrafficCounts {
    return { received: this.#received, answered: this.#answered };
  }

  /** Whether every answer was handed to its client. */
  get isQuiet(): boolean {
    return this.#open.size === 0;
  }

  /** Takes a request; `answer` is called now, or when the requests held back may proceed. */
  take(response: ServerResponse, answer: () => void): void {
    this.#received++;
    this.#open.add(response);
    response.once("finish", () => this.#answered++);
    response.once("close", () => this.#open.delete(response));
    if (this.#closing) endAfterwards(response);
    if (this.#held === undefined) answer();
    else this.#held.push(answer);
  }

  /** From now on every answer ends its connection, and new requests wait for {@link proceed}. */
  hold(): void {
    this.#closing = true;
    this.#held = [];
    this.#open.forEach(endAfterwards);
  }

  proceed(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const answer of held) answer();
  }
}

/** Makes Node send `Connection: close` and end the connection after this answer. */
function endAfterwards(response: ServerResponse): void {
  response.shouldKeepAlive = false;
}
