import type { Logger } from "./log";

/** Reads secrets by ARN or name. */
export interface SecretSource {
  /** The cached value while it is fresh, else a new one; the old value again when the store does not answer. */
  get(id: string): Promise<string>;
  /** A value read after this call began, however fresh the cached one is. Call it after an authentication failure. */
  refresh(id: string): Promise<string>;
}

export interface CachedSecretsOptions {
  /** Reads one secret from the store. @default - AWS Secrets Manager, honouring AWS_REGION and AWS_ENDPOINT_URL */
  readonly fetch?: (id: string) => Promise<string>;
  /** How long a value is used before it is read again, in milliseconds. @default 300000 */
  readonly ttlMs?: number;
  /** Least time between two forced reads, in milliseconds: a wrong password must not become a storm of calls. @default 1000 */
  readonly refreshPauseMs?: number;
  readonly logger?: Logger;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

interface Entry {
  readonly value: string;
  readonly readAt: number;
}

/**
 * Secrets with a cache. Cost at Secrets Manager: one call per secret and `ttlMs`, $0.05 for 10,000 calls, so about
 * $0.04 a month for a process that never sleeps.
 * @see https://aws.amazon.com/secrets-manager/pricing/
 */
export class CachedSecrets implements SecretSource {
  readonly #options: Required<Omit<CachedSecretsOptions, "logger">> & { readonly logger: Logger | undefined };
  readonly #entries = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<string>>();

  constructor(options: CachedSecretsOptions = {}) {
    const { fetch = secretsManager(), ttlMs = 300_000, refreshPauseMs = 1_000, logger, now = Date.now } = options;
    this.#options = { fetch, ttlMs, refreshPauseMs, logger, now };
  }

  async get(id: string): Promise<string> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return this.#read(id);
    if (this.#options.now() - entry.readAt < this.#options.ttlMs) return entry.value;
    try {
      return await this.#read(id);
    } catch (error) {
      this.#options.logger?.warn("secret could not be read again; the known value stays in use", {
        secretId: id,
        error,
      });
      this.#entries.set(id, { value: entry.value, readAt: this.#options.now() });
      return entry.value;
    }
  }

  async refresh(id: string): Promise<string> {
    const entry = this.#entries.get(id);
    if (entry !== undefined && this.#options.now() - entry.readAt < this.#options.refreshPauseMs) return entry.value;
    return this.#read(id);
  }

  /** Callers who ask at the same time share one call. */
  #read(id: string): Promise<string> {
    const running = this.#pending.get(id);
    if (running !== undefined) return running;
    const reading = this.#options
      .fetch(id)
      .then((value) => {
        this.#entries.set(id, { value, readAt: this.#options.now() });
        this.#options.logger?.addSecret(value);
        return value;
      })
      .finally(() => this.#pending.delete(id));
    this.#pending.set(id, reading);
    return reading;
  }
}

/** Loads the AWS client on the first call: a workload whose secrets are injected never pays for its 8 MiB. */
function secretsManager(): (id: string) => Promise<string> {
  let client: Promise<(id: string) => Promise<string>> | undefined;
  return async (id) => {
    client ??= connect();
    return (await client)(id);
  };
}

/** Queries wait for the answer, so a store that is silent must not hold them for long. Three attempts take 10 s at most. */
const storeTimeouts = { connectionTimeout: 1_500, requestTimeout: 3_000 };

async function connect(): Promise<(id: string) => Promise<string>> {
  const { GetSecretValueCommand, SecretsManagerClient } = await import("@aws-sdk/client-secrets-manager");
  const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: storeTimeouts });
  return async (id) => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString === undefined) throw new Error(`secret ${id} holds bytes; expected text (SecretString)`);
    return SecretString;
  };
}
