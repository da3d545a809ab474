import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refusal } from "../day-two/refusal";
import { readStacks, type SynthesizedStack } from "../rehearsal/synthesized";
import { IMPORTS_FILE, importsJson } from "../terraform/adoption/import-blocks";
import { lookAt, type SeenStack } from "./outside-state";
import { synthesizeEnvironment } from "./project";

export interface AdoptOptions {
  readonly environment: string;
  /** `state`, `platform` or `app`. @default - all of them */
  readonly stack?: string;
  /** Whether to put the import blocks beside the stack, for the next deployment. */
  readonly write: boolean;
  /** Id of a lock whose holder is dead. @default - a lock is explained and left */
  readonly unlock?: string;
}

/**
 * `stowage adopt`: names what exists outside the states of an environment, because a run was killed before it saved one:
 * what to adopt, with the import blocks, and what to remove, with the commands. Changes nothing in AWS but a lock that it
 * is told to take away.
 * @returns the exit status: 0 answered, 1 a state is locked
 */
export async function runAdopt({ environment, stack, write, unlock }: AdoptOptions): Promise<number> {
  const all = await readStacks(await synthesizeEnvironment(environment));
  const seen = await lookAt(
    environment,
    stack === undefined ? all : [stackNamed(`${environment}-${stack}`, all)],
    unlock,
  );
  for (const one of seen) {
    process.stdout.write(`${one.text}\n`);
    if (write) await writeImports(one);
  }
  return seen.some(({ seen: { kind } }) => kind === "locked") ? 1 : 0;
}

/** Import blocks of an earlier look are taken away where there is nothing to import any more. */
async function writeImports({ stack, seen }: SeenStack): Promise<void> {
  if (seen.kind !== "seen") return;
  const file = path.join(stack.folder, IMPORTS_FILE);
  const { adoptions } = seen.outside;
  if (adoptions.length === 0) return rm(file, { force: true });
  await writeFile(file, importsJson(adoptions));
  process.stdout.write(`\nwritten to ${path.relative(process.cwd(), file)}: deploy ${stack.name}, then delete it\n`);
}

function stackNamed(name: string, stacks: readonly SynthesizedStack[]): SynthesizedStack {
  const found = stacks.find((stack) => stack.name === name);
  if (found !== undefined) return found;
  throw new Refusal({
    code: "stack-unknown",
    path: "stowage adopt",
    got: name,
    expected: `one of ${stacks.map((stack) => stack.name).join(", ")}`,
    fix: "name the stack without its environment, such as app",
  });
}
