import { cp, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const Manifest = z.object({
  stacks: z.record(
    z.string(),
    z.object({ name: z.string(), synthesizedStackPath: z.string(), dependencies: z.array(z.string()) }),
  ),
});

const Arguments = z.record(z.string(), z.unknown());
const OneOrMore = z
  .union([Arguments, z.array(Arguments)])
  .transform((value) => (Array.isArray(value) ? value : [value]));

const Document = z.object({
  terraform: z.object({ backend: z.object({ s3: Arguments }).optional() }).default({}),
  provider: z.object({ aws: OneOrMore.default([]) }).default({ aws: [] }),
  data: z.object({ terraform_remote_state: z.record(z.string(), Arguments).optional() }).default({}),
  resource: z.record(z.string(), z.record(z.string(), Arguments)).default({}),
});

/** The part of a synthesized stack that an override file has to know. */
export type StackDocument = z.infer<typeof Document>;

/** One stack: where it was synthesized, or the copy of it that a rehearsal works on. */
export interface SynthesizedStack {
  readonly name: string;
  readonly folder: string;
  /** Names of the stacks that have to be applied before. */
  readonly dependencies: readonly string[];
  readonly document: StackDocument;
}

/**
 * Reads the stacks of a synthesis, dependencies first.
 *
 * @param output the folder with `manifest.json`, such as `cdktf.out`
 * @throws Error when there is no synthesis, or when stacks wait for each other
 */
export async function readStacks(output: string): Promise<SynthesizedStack[]> {
  const file = path.join(output, "manifest.json");
  const text = await readFile(file, "utf8").catch(() => {
    throw new Error(`${file} is not there; run the synthesis first`);
  });
  const manifest = Manifest.parse(JSON.parse(text));
  const stacks = await Promise.all(
    Object.values(manifest.stacks).map(async ({ name, synthesizedStackPath, dependencies }) => {
      const stackFile = path.join(output, synthesizedStackPath);
      const document = Document.parse(JSON.parse(await readFile(stackFile, "utf8")));
      return { name, dependencies, document, folder: path.dirname(stackFile) };
    }),
  );
  return inOrder(stacks);
}

/** Copies the stacks' folders, so that nothing of a rehearsal touches what was synthesized. */
export async function copyStacks(stacks: readonly SynthesizedStack[], workFolder: string): Promise<SynthesizedStack[]> {
  return Promise.all(
    stacks.map(async (stack) => {
      const folder = path.join(workFolder, stack.name);
      await mkdir(folder, { recursive: true });
      await cp(stack.folder, folder, { recursive: true, filter: (source) => !isOfTerraform(path.basename(source)) });
      return { ...stack, folder };
    }),
  );
}

/** What earlier commands left in the synthesized folder: it belongs to another life of the system. */
function isOfTerraform(name: string): boolean {
  return name.startsWith(".terraform") || name.includes(".tfstate") || name === "plan";
}

function inOrder(stacks: readonly SynthesizedStack[]): SynthesizedStack[] {
  const ordered: SynthesizedStack[] = [];
  const done = () => new Set(ordered.map(({ name }) => name));
  while (ordered.length < stacks.length) {
    const ready = stacks.filter(
      ({ name, dependencies }) => !done().has(name) && dependencies.every((d) => done().has(d)),
    );
    if (ready.length === 0) {
      const waiting = stacks.filter(({ name }) => !done().has(name)).map(({ name }) => name);
      throw new Error(`the stacks ${waiting.join(", ")} depend on each other or on a stack that is not there`);
    }
    ordered.push(...ready.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
  }
  return ordered;
}
