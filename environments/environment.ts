import { inspect } from "node:util";
import type * as z from "zod/mini";
import { ConfigError, type Finding, type Violation } from "../constructs/rules/finding";
import { dev } from "./dev";
import { prod } from "./prod";
import { type Environment, type EnvironmentInput, environmentSchema } from "./schema";

/** Every environment, by the name under which `STOWAGE_ENV` selects it. A new file is added here. */
export const environments: Readonly<Record<string, EnvironmentInput>> = { dev, prod };

/**
 * The environment of that name, validated.
 * @throws ConfigError with every violation of the file at once, or one that lists the names there are.
 */
export function environmentNamed(name: string): Environment {
  // Its own names only: every object answers to "constructor".
  const input = Object.hasOwn(environments, name) ? environments[name] : undefined;
  if (input !== undefined) return parseEnvironment(input, `environments/${name}.ts`);
  throw new ConfigError([
    {
      code: "environment-unknown",
      severity: "error",
      path: "STOWAGE_ENV",
      got: name,
      expected: `one of ${Object.keys(environments).join(", ")}`,
      fix: "set STOWAGE_ENV to one of them, or add a file to environments/ and name it in environments/environment.ts",
    },
  ]);
}

/**
 * Validates what an environment file says.
 * @throws ConfigError with every violation at once.
 */
export function parseEnvironment(input: unknown, file: string): Environment {
  const result = environmentSchema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.flatMap((issue) => findings(issue, input, file)));
}

function findings(issue: z.core.$ZodIssue, input: unknown, file: string): Finding[] {
  const at = issue.path.map(String);
  if (issue.code === "custom" && issue.params !== undefined) {
    const violation = issue.params as Violation;
    const prop = [
      ...at,
      ...(violation.prop === undefined || at.at(-1) === violation.prop ? [] : [violation.prop]),
    ].join(".");
    return [{ ...violation, severity: "error", path: file, prop }];
  }
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      violationAt(file, [...at, key], "unknown-key", "a key of the schema", "remove it or correct its spelling"),
    );
  }
  const got = at.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], input);
  return [
    {
      ...violationAt(file, at, "environment-value", expectation(issue), "correct the value"),
      got: got === undefined ? "nothing" : shown(got),
    },
  ];
}

/** Whatever somebody wrote: JSON knows no whole numbers of any size, functions, symbols or things that hold themselves. */
function shown(value: unknown): string {
  try {
    return JSON.stringify(value) ?? inspect(value);
  } catch {
    return inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY });
  }
}

function violationAt(path: string, at: readonly string[], code: string, expected: string, fix: string): Finding {
  return { code, severity: "error", path, prop: at.join("."), got: at.at(-1) ?? "nothing", expected, fix };
}

/** What was expected, in words: the schema's own, or made from the limits it sets. */
function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return NAMES_OF_TYPES[issue.expected] ?? `a ${issue.expected}`;
    case "too_small":
      return `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `at most ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_value":
      return `one of ${issue.values.map(String).join(", ")}`;
    default:
      return issue.message;
  }
}

const NAMES_OF_TYPES: Readonly<Record<string, string>> = {
  array: "an array",
  int: "a whole number",
  object: "an object",
};

const unit = (origin: string) => (origin === "string" ? " characters" : "");
