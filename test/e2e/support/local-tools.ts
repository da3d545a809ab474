import path from "node:path";
import { inject } from "vitest";
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
  }
}

/** What the run's setup found or installed; tests look for nothing themselves. */
export function localTools(): LocalTools {
  return inject("localTools");
}
