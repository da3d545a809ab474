import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { App } from "cdktf";
import { check } from "../../checks/check";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { rehearse } from "../../ops/rehearsal/rehearse";
import type { RehearsalReport } from "../../ops/rehearsal/report";
import { machinePlaces } from "../../ops/tools/places";
import { findTools } from "../../ops/tools/tools";

const projectRoot = path.resolve(import.meta.dirname, "../..");

/** Why the examples cannot be applied on this machine; undefined when they can. */
export async function missingTools(): Promise<string | undefined> {
  try {
    await findTools(machinePlaces(projectRoot), { install: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll("\n", ";") : String(error);
  }
}

export interface Life {
  readonly build: (outdir: string) => App;
  /** Asked between the apply and the destroy: what AWS has is what the example promises. */
  readonly look: (system: AppliedSystem) => Promise<void>;
  /** Terraform variables by stack. @default - none */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The whole life of an example in the emulator: synthesis, validate, apply, a second plan without changes, reading back,
 * a look at what it promises, destroy, nothing left.
 */
export async function live({ build, look, variables = {} }: Life): Promise<RehearsalReport> {
  const folder = mkdtempSync(path.join(tmpdir(), "stowage-example-"));
  const synthesized = path.join(folder, "out");
  try {
    const app = build(synthesized);
    check(app);
    app.synth();
    const promised = {
      name: "what the example promises",
      run: async (system: AppliedSystem) => {
        await look(system);
        return "is there";
      },
    };
    return await rehearse({
      projectRoot,
      synthesized,
      phases: [promised],
      variables,
      print: () => {},
      workRoot: folder,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The steps that did not pass, with their whole errors: empty for a life without a fault. */
export function faults({ steps }: RehearsalReport): string[] {
  return steps
    .filter(({ outcome }) => outcome !== "passed")
    .map(({ stack, name, outcome, detail }) => `${stack} ${name} ${outcome}: ${detail}`);
}
