/** Most clients remembered; at 300 bytes each this is 3 MB. */
const MOST_CLIENTS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

export interface RateLimit {
  /** Requests a minute, in the long run. */
  readonly perMinute: number;
  /** Requests at once, after a pause. */
  readonly burst: number;
}

/**
 * A token bucket per client, in memory and bounded: when it is full, the client seen longest ago is forgotten. Each backend
 * process counts on its own.
 */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    private readonly limit: RateLimit,
    private readonly mostClients = MOST_CLIENTS,
  ) {}

  /** @returns 0 when the request may pass, else the seconds after which the next one may */
  take(client: string, nowMs: number): number {
    const { perMinute, burst } = this.limit;
    const bucket = this.#buckets.get(client) ?? { tokens: burst, at: nowMs };
    // A clock that was set back must not take tokens away.
    const elapsed = Math.max(0, nowMs - bucket.at);
    bucket.tokens = Math.min(burst, bucket.tokens + (elapsed * perMinute) / 60_000);
    bucket.at = nowMs;
    this.#remember(client, bucket);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) * 60) / perMinute);
    bucket.tokens -= 1;
    return 0;
  }

  /** How many clients are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Moves the client to the end of the map, which keeps its order of insertion. */
  #remember(client: string, bucket: Bucket): void {
    this.#buckets.delete(client);
    if (this.#buckets.size >= this.mostClients) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    this.#buckets.set(client, bucket);
  }
}
