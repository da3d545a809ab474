/** Network errors that mean "not now". */
const SYSTEM_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * PostgreSQL states that mean "not now": connection exceptions (08), shutdown, crash and start-up (57P01-57P03), a
 * cancelled statement (57014), too many connections (53300), deadlock and serialization (40001, 40P01), an authentication
 * failure that a refresh of the secret did not cure (28), and a server that turned read-only during a failover (25006).
 * @see https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES = /^(08...|57P0[1-3]|57014|53300|40001|40P01|28...|25006)$/;

/** Texts of `pg` and `pg-pool` for a lost or missing connection; these errors carry no code. */
const DRIVER_TEXTS =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|query read timeout|server does not support ssl|cannot use a pool after calling end/i;

/** The credentials could not be read, so no connection can be opened; the cause says why. */
export class DatabaseUnavailableError extends Error {
  override readonly name = "DatabaseUnavailableError";
  readonly code = "workload-database-unavailable";
}

/** PostgreSQL's five-letter state, when the error came from the server. */
export function sqlState(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && !SYSTEM_CODES.has(code) ? code : undefined;
}

/** Whether the database refused the user or the password. */
export function isAuthenticationFailure(error: unknown): boolean {
  return sqlState(error)?.startsWith("28") ?? false;
}

/** Whether the same request may succeed a little later: the database is down, starting, failing over or too busy. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  const code = codeOf(error);
  if (code !== undefined) return SYSTEM_CODES.has(code) || SQL_STATES.test(code);
  return error instanceof Error && DRIVER_TEXTS.test(error.message);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
