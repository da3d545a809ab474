/** Keys whose values never reach a log, whatever they hold. */
const SECRET_KEY =
  /password|passwd|secret|token|authorization|cookie|api[-_]?key|credential|signature|signing[-_]?key/i;

/** User and password inside a URL. */
const URL_CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]*@/gi;

const REDACTED = "[redacted]";

/** Shorter values are not searched for in text: "5432" or "app" would blank half of every line. */
const SHORTEST_SECRET = 8;

const DEEPEST = 8;

/**
 * Removes secrets from what is about to be logged: by key name, by known value, and from URLs.
 * Cost: one pass over the value, one replacement per known secret and string.
 */
export class Redactor {
  readonly #values = new Set<string>();

  /** Remembers a secret value; wherever it appears in a string, it is replaced. Short values are ignored. */
  add(value: string): void {
    if (value.length < SHORTEST_SECRET) return;
    this.#values.add(value);
    this.#values.add(encodeURIComponent(value));
  }

  /** Returns a copy that is safe to log and to `JSON.stringify`: no secrets, no cycles, errors as plain objects. */
  clean(value: unknown, depth = 0): unknown {
    if (typeof value === "string") return this.#text(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value !== "object" || value === null) return value;
    if (depth >= DEEPEST) return "[too deep]";
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
    if (value instanceof Error) return this.#error(value, depth);
    if (Array.isArray(value)) return value.map((entry) => this.clean(entry, depth + 1));
    const entries = Object.entries(value).map(([key, entry]) => [
      key,
      SECRET_KEY.test(key) && entry !== null && entry !== undefined ? REDACTED : this.clean(entry, depth + 1),
    ]);
    return Object.fromEntries(entries);
  }

  #text(text: string): string {
    let result = text.replace(URL_CREDENTIALS, `$1${REDACTED}@`);
    for (const secret of this.#values) result = result.replaceAll(secret, REDACTED);
    return result;
  }

  #error(error: Error, depth: number): unknown {
    const code = "code" in error ? error.code : undefined;
    return {
      name: error.name,
      message: this.#text(error.message),
      ...(typeof code === "string" ? { code } : {}),
      ...(error.stack === undefined ? {} : { stack: this.#text(error.stack) }),
      ...(error.cause === undefined ? {} : { cause: this.clean(error.cause, depth + 1) }),
    };
  }
}
