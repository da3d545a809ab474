import path from "node:path";
import { inject } from "vitest";
import { type FoundTool, isFound, type NothingFound } from "../../../ops/tools/places";
import type { Tools } from "../../../ops/tools/tools";

export const projectRoot = path.resolve(import.meta.dirname, "../../..");

/** The tools of this machine, or why tests that need them are skipped, as it stands in their names. */
export interface LocalTools {
  readonly tools: Tools | undefined;
  readonly skipped: string;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly localTools: LocalTools;
    readonly shellcheck: FoundTool | NothingFound;
    readonly actionlint: FoundTool | NothingFound;
  }
}

/** What the run's setup found or installed; tests look for nothing themselves. */
export function localTools(): LocalTools {
  return inject("localTools");
}

/** A program, or why tests that need it are skipped, as it stands in their names. */
export interface LocalProgram {
  readonly path: string | undefined;
  readonly skipped: string;
}

export function localShellcheck(): LocalProgram {
  return localProgram("ShellCheck", inject("shellcheck"));
}

export function localActionlint(): LocalProgram {
  return localProgram("actionlint", inject("actionlint"));
}

function localProgram(name: string, found: FoundTool | NothingFound): LocalProgram {
  if (isFound(found)) return { path: found.path, skipped: "" };
  return { path: undefined, skipped: ` (skipped: ${name}: ${found.tried.at(-1)})` };
}
