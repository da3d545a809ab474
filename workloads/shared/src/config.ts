import type { z } from "zod";

/** Variable names whose values are never printed, whatever a workload declares. */
const SECRET_NAME = /SECRET|PASSWORD|TOKEN|KEY|CREDENTIAL/;

/** Longest value shown in a message; a whole file pasted into a variable must not fill the log. */
const SHOWN_CHARACTERS = 60;

/** One variable that cannot be used, and why. */
export interface ConfigProblem {
  /** Name of the environment variable, or `(environment)` for a rule over several of them. */
  readonly variable: string;
  /** What is wrong, in lower case, never with the value of a secret. */
  readonly problem: string;
}

/** The environment does not describe a runnable workload. Carries every problem, not the first. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "workload-config";
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`workload-config: ${problems.length} bad environment variable(s)\n${lines.join("\n")}`);
    this.problems = problems;
  }
}

export interface ParseConfigOptions {
  /**
   * Variables whose values must not appear in messages.
   * @default - only those whose name contains SECRET, PASSWORD, TOKEN, KEY or CREDENTIAL; these are always hidden
   */
  readonly secretKeys?: readonly string[];
}

/**
 * Reads a workload's configuration from the environment, once, at start.
 *
 * An empty variable counts as absent: ECS and shells pass `NAME=` for "not set". Variables the schema does not know are
 * ignored, because every process inherits dozens of them.
 *
 * @throws {ConfigError} with all bad variables at once
 */
export function parseConfig<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
  options: ParseConfigOptions = {},
): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const hidden = new Set(options.secretKeys);
  throw new ConfigError(result.error.issues.map((issue) => describe(issue, given, hidden)));
}

function describe(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, string | undefined>>,
  hidden: ReadonlySet<string>,
): ConfigProblem {
  const variable = String(issue.path[0] ?? "(environment)");
  if (issue.path.length === 0) return { variable, problem: lowerFirst(issue.message) };
  const value = given[variable];
  if (value === undefined) return { variable, problem: "missing" };
  const got = hidden.has(variable) || SECRET_NAME.test(variable) ? "a hidden value" : quote(value);
  return { variable, problem: `got ${got}; ${lowerFirst(issue.message)}` };
}

function quote(value: string): string {
  return JSON.stringify(value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}...` : value);
}

function lowerFirst(text: string): string {
  // A message may begin with the name of a variable.
  if (/^[A-Z]{2}/.test(text)) return text;
  return text.charAt(0).toLowerCase() + text.slice(1);
}
