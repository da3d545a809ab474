import { z } from "zod";
import type { SecretSource } from "../secrets";
import type { SslMode } from "../variables";

/** What a connection needs. */
export interface DatabaseCredentials {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslMode: SslMode;
}

/** The database secret cannot be read. Its text is never part of the message. */
export class DatabaseSecretError extends Error {
  override readonly name = "DatabaseSecretError";
  readonly code = "workload-database-secret";
}

/** The shape of a database secret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
const secretShape = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().min(1).max(65_535).default(5432),
  username: z.string().min(1),
  password: z.string(),
  dbname: z.string().min(1).default("postgres"),
  sslmode: z.string().optional(),
});

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;

/** libpq's names and ours. */
const sslModeOf: Readonly<Record<string, SslMode>> = {
  disable: "disable",
  allow: "require",
  prefer: "require",
  require: "require",
  "no-verify": "require",
  verify: "verify",
  "verify-ca": "verify",
  "verify-full": "verify",
};

/**
 * Reads a database secret: the JSON object Secrets Manager keeps, or a `postgres://user:password@host:port/name?sslmode=` URL.
 * @param sslMode overrides what the secret says
 * @throws {DatabaseSecretError} naming the wrong fields
 */
export function parseDatabaseSecret(text: string, sslMode?: SslMode): DatabaseCredentials {
  const parsed = secretShape.safeParse(text.trimStart().startsWith("{") ? fromJson(text) : fromUrl(text));
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "(secret)").join(", ");
    throw new DatabaseSecretError(
      `workload-database-secret: bad field(s) ${fields}; expected {"host","port","username","password","dbname"} or a postgres:// URL`,
    );
  }
  const { host, port, username, password, dbname, sslmode } = parsed.data;
  const mode = sslMode ?? (sslmode === undefined ? undefined : sslModeOf[sslmode]);
  const fallback = LOOPBACK.test(host) ? "disable" : "require";
  return { host, port, user: username, password, database: dbname, sslMode: mode ?? fallback };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromUrl(text: string): unknown {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? undefined : url.port,
    username: decode(url.username),
    password: decode(url.password),
    dbname: url.pathname.length > 1 ? decode(url.pathname.slice(1)) : undefined,
    sslmode: url.searchParams.get("sslmode") ?? undefined,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export interface CredentialsOptions {
  /** Value ECS injected when the container started. */
  readonly injected?: string | undefined;
  /** Secret to read at run time: at once when nothing was injected, else after the injected value stopped working. */
  readonly secretId?: string | undefined;
  readonly secrets: SecretSource;
  readonly sslMode?: SslMode | undefined;
}

/** Credentials that follow a rotation. */
export class CredentialSource {
  readonly #options: CredentialsOptions;
  #injectedWorks: boolean;
  #parsed: { readonly text: string; readonly credentials: DatabaseCredentials } | undefined;

  constructor(options: CredentialsOptions) {
    this.#options = options;
    this.#injectedWorks = options.injected !== undefined;
  }

  /**
   * The credentials of the moment. Called for every query; costs a parse only when they changed.
   * @throws {DatabaseSecretError} when the secret has the wrong shape; any error of the secret store
   */
  async current(): Promise<DatabaseCredentials> {
    const text = await this.#text();
    if (this.#parsed?.text !== text) {
      this.#parsed = { text, credentials: parseDatabaseSecret(text, this.#options.sslMode) };
    }
    return this.#parsed.credentials;
  }

  /**
   * To be called when the database refused the credentials.
   * @returns whether there may be better ones now; false when the value was injected and there is no secret to read again
   */
  async refresh(): Promise<boolean> {
    const { secretId, secrets } = this.#options;
    if (secretId === undefined) return false;
    this.#injectedWorks = false;
    await secrets.refresh(secretId);
    return true;
  }

  async #text(): Promise<string> {
    const { injected, secretId, secrets } = this.#options;
    if (this.#injectedWorks && injected !== undefined) return injected;
    if (secretId === undefined)
      throw new DatabaseSecretError("workload-database-secret: no database secret is configured");
    return secrets.get(secretId);
  }
}
