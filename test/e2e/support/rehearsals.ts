import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RehearsalOptions } from "../../../ops/rehearsal/options";
import { rehearse } from "../../../ops/rehearsal/rehearse";
import type { RehearsalReport } from "../../../ops/rehearsal/report";
import { type StackFixture, writeSynthesis } from "../fixtures/synthesis";
import { projectRoot } from "./local-tools";

/** Synthesized fixtures, and rehearsals of them. */
export interface Synthesis extends AsyncDisposable {
  /** Where they were synthesized. */
  readonly folder: string;
  readonly run: (options: Partial<RehearsalOptions>) => Promise<RehearsalReport>;
  /** The work folders that rehearsals have left. */
  readonly workFolders: () => Promise<string[]>;
}

export async function synthesis(stacks: Readonly<Record<string, StackFixture>>): Promise<Synthesis> {
  const root = await mkdtemp(path.join(tmpdir(), "stowage-rehearsal-test-"));
  const folder = path.join(root, "cdktf.out");
  const work = path.join(root, "work");
  await mkdir(work);
  await writeSynthesis(folder, stacks);
  return {
    folder,
    run: (options) =>
      rehearse({ projectRoot, synthesized: folder, workRoot: work, print: () => undefined, ...options }),
    workFolders: () => readdir(work),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** The names of a stack's steps, in the order in which they ended. */
export function stepsOf({ steps }: RehearsalReport, wanted: string): string[] {
  return steps.filter(({ stack }) => stack === wanted).map(({ name }) => name);
}

export function detailOf({ steps }: RehearsalReport, stack: string, name: string): string {
  return steps.find((step) => step.stack === stack && step.name === name)?.detail ?? "";
}
