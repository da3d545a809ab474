import { z } from "zod";
import { DatabaseSecretError, parseDatabaseSecret } from "./database/credentials";
import { logLevels, publicUrlProblem } from "./values";

export type LogLevel = (typeof logLevels)[number];

/**
 * How the connection to PostgreSQL is protected.
 *
 * - `disable`: plain text; only for a database on the same host.
 * - `require`: encrypted, certificate not verified (what libpq calls `require`).
 * - `verify`: encrypted, certificate and host name verified against Node's roots and `NODE_EXTRA_CA_CERTS`; those of
 *   Amazon RDS, which signs with roots of its own, are in the program.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html
 */
export const sslModes = ["disable", "require", "verify"] as const;
export type SslMode = (typeof sslModes)[number];

/** A whole number written in decimal digits, from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number) {
  const expected = `expected a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, expected);
}

/** Text that a function of values.ts has no objection to. */
export function judgedBy(problem: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = problem(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

/** An absolute http or https address without user, query or fragment; a trailing slash is dropped. */
export const baseUrl = judgedBy(publicUrlProblem).transform((value) => value.replace(/\/+$/, ""));

/** Variables of every workload. */
export const commonVariables = {
  /** @default info */
  LOG_LEVEL: z.enum(logLevels, `expected one of ${logLevels.join(", ")}`).default("info"),
} as const;

/**
 * Where the database is and who may enter. The value comes from one of two places or both: injected by ECS when the
 * container starts (`DATABASE_SECRET`, read by the execution role), or fetched at run time (`DATABASE_SECRET_ARN`, read
 * by the task role). With both, the injected value is used first and the other one after an authentication failure.
 */
export const databaseVariables = {
  /** JSON `{"host","port","username","password","dbname"}`, or a `postgres://` URL. */
  DATABASE_SECRET: z.string().optional(),
  /** ARN or name of the Secrets Manager secret that holds the same. */
  DATABASE_SECRET_ARN: z.string().optional(),
  /** Host, where the secret names none, as the one that RDS makes does. Also PGPORT and PGDATABASE. */
  PGHOST: z.string().min(1).optional(),
  /** @default 5432 */
  PGPORT: wholeNumber(1, 65_535).optional(),
  /** @default postgres */
  PGDATABASE: z.string().min(1).optional(),
  /** @default - the secret's `sslmode`, else `disable` for a loopback host, `verify` for one of RDS and `require` for any other */
  DATABASE_SSL: z.enum(sslModes, `expected one of ${sslModes.join(", ")}`).optional(),
  /** Most connections one process opens. @default 5 */
  DATABASE_POOL_MAX: wholeNumber(1, 100).default(5),
} as const;

interface DatabaseVariables {
  readonly DATABASE_SECRET?: string | undefined;
  readonly DATABASE_SECRET_ARN?: string | undefined;
  readonly PGHOST?: string | undefined;
}

/** What is wrong with an injected secret, which cannot change while the process runs and so is refused at start. */
function secretProblem({ DATABASE_SECRET: text, PGHOST }: DatabaseVariables): string | undefined {
  if (text === undefined) return undefined;
  try {
    parseDatabaseSecret(text, undefined, { PGHOST });
    return undefined;
  } catch (error) {
    return error instanceof DatabaseSecretError ? error.message : "not readable";
  }
}

/** Variables of the workloads that make or check signed links. */
export const linkVariables = {
  /** Address under which the backend is reached from outside; links in mails start with it. */
  PUBLIC_URL: baseUrl,
  /** Comma-separated keys of 32 characters or more: the first signs, all verify, so that a key can be replaced. */
  LINK_SIGNING_KEY: z.string().transform((text, context) => {
    const keys = text.split(",").map((key) => key.trim());
    if (keys.every((key) => key.length >= 32)) return keys as readonly string[];
    context.addIssue({ code: "custom", message: "expected comma-separated keys of at least 32 characters each" });
    return z.NEVER;
  }),
} as const;

/** Refuses a configuration that names no database, or one that cannot be. Runs even when other variables are bad. */
export function requireDatabase<S extends z.ZodType<DatabaseVariables>>(schema: S): S {
  const when = ({ value }: z.core.ParsePayload) => typeof value === "object" && value !== null;
  return schema
    .refine((config) => config.DATABASE_SECRET !== undefined || config.DATABASE_SECRET_ARN !== undefined, {
      message: "DATABASE_SECRET and DATABASE_SECRET_ARN are both missing; set one of them, or both",
      when,
    })
    .refine((config) => secretProblem(config) === undefined, {
      path: ["DATABASE_SECRET"],
      error: ({ input }) => secretProblem(input as DatabaseVariables),
      when,
    });
}
