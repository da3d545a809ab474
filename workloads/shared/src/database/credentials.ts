import { z } from "zod";
import type { SecretSource } from "../secrets";
import type { SslMode } from "../variables";
import { rdsRegion } from "./rds-roots";

/** What a connection needs. */
export interface DatabaseCredentials {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly sslMode: SslMode;
}

/** Where the database is, as libpq's variables say it: what counts where the secret is silent. */
export interface DatabasePlace {
  readonly PGHOST?: string | undefined;
  readonly PGPORT?: number | undefined;
  readonly PGDATABASE?: string | undefined;
}

/** The database secret cannot be read. Its text is never part of the message. */
export class DatabaseSecretError extends Error {
  override readonly name = "DatabaseSecretError";
  readonly code = "workload-database-secret";
}

/** The shape of a database secret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html */
const secretShape = z.object({
  host: z.string().min(1),
  port: z.coerce.number().int().min(1).max(65_535),
  username: z.string().min(1),
  password: z.string(),
  dbname: z.string().min(1),
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
 * The secret that RDS makes for a master user holds a name and a password only; the place says the rest.
 * @param sslMode overrides what the secret says
 * @throws {DatabaseSecretError} naming the wrong fields
 */
export function parseDatabaseSecret(text: string, sslMode?: SslMode, place: DatabasePlace = {}): DatabaseCredentials {
  const told = text.trimStart().startsWith("{") ? fromJson(text) : fromUrl(text);
  const otherwise = { host: place.PGHOST, port: place.PGPORT ?? 5432, dbname: place.PGDATABASE ?? "postgres" };
  const parsed = secretShape.safeParse(told && { ...otherwise, ...told });
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "(secret)").join(", ");
    throw new DatabaseSecretError(
      `workload-database-secret: bad field(s) ${fields}; expected {"host","port","username","password","dbname"} or a postgres:// URL`,
    );
  }
  const { host, port, username, password, dbname, sslmode } = parsed.data;
  const mode = sslMode ?? (sslmode === undefined ? undefined : sslModeOf[sslmode]);
  const fallback = LOOPBACK.test(host) ? "disable" : rdsRegion(host) === undefined ? "require" : "verify";
  return { host, port, user: username, password, database: dbname, sslMode: mode ?? fallback };
}

function fromJson(text: string): object | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromUrl(text: string): object | undefined {
  if (!/^postgres(ql)?:\/\//.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    ...(url.port === "" ? {} : { port: url.port }),
    username: decode(url.username),
    password: decode(url.password),
    ...(url.pathname.length > 1 ? { dbname: decode(url.pathname.slice(1)) } : {}),
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
  /** @default - the secret says it all */
  readonly place?: DatabasePlace;
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
      const { sslMode, place } = this.#options;
      this.#parsed = { text, credentials: parseDatabaseSecret(text, sslMode, place) };
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
