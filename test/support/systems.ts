import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentNamed, environments } from "../../environments/environment";
import { buildSystem, type System } from "../../stacks/system";
import { type Template, templateOf } from "./template";

/** Every stack of every environment, synthesized once: what the invariants hold over. */
export interface SynthesizedStack extends Template {
  readonly environment: string;
  /** Short name: `state`, `platform` or `app`. */
  readonly stack: string;
}

/** Builds an environment's system in a folder that is gone afterwards. */
export function withSystem<T>(environment: string, use: (system: System) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "stowage-system-"));
  try {
    return use(buildSystem(environmentNamed(environment), join(folder, "out")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All stacks of all environments. */
export function synthesizedStacks(): SynthesizedStack[] {
  return Object.keys(environments).flatMap((environment) =>
    withSystem(environment, ({ state, platform, workloads }) => {
      const stacks = [state, platform, workloads];
      // Every stack first: preparing one adds outputs to those it refers to.
      for (const stack of stacks) stack.prepareStack();
      return stacks.map((stack) => ({
        ...templateOf(stack),
        environment,
        stack: stack.node.id.slice(environment.length + 1),
      }));
    }),
  );
}
