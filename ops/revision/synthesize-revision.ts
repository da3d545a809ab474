import path from "node:path";
import { execa } from "execa";
import { type CheckoutOptions, checkOut } from "./checkout";
import type { Revision } from "./resolve-revision";
import { RevisionError } from "./revision-error";

/**
 * Synthesizes an environment as a revision's own program did, from its own sources.
 * @returns the folder with its stacks, inside `folder`
 * @throws RevisionError when it cannot be checked out, names no program, has no such environment, or refuses to
 * synthesize
 */
export async function synthesizeRevision(
  revision: Revision,
  environment: string,
  options: CheckoutOptions,
): Promise<string> {
  const { folder, signal, progress } = options;
  progress(`synthesizing ${environment} as of ${revision.name} (${revision.summary})`);
  const [command, ...parameters] = await checkOut(revision, options);
  const outdir = path.join(folder, "cdktf.out");
  try {
    await execa(command, parameters, {
      cwd: folder,
      env: { STOWAGE_ENV: environment, CDKTF_OUTDIR: outdir, SYNTH_HCL_OUTPUT: "false" },
      cancelSignal: signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw refusal(revision, environment, (error as { stderr?: string }).stderr || String(error));
  }
  return outdir;
}

function refusal({ name, summary }: Revision, environment: string, messages: string): RevisionError {
  if (messages.includes("[environment-unknown]")) {
    return new RevisionError("revision-environment", name, {
      got: `${summary}, without an environment ${environment}`,
      expected: `a revision that has environments/${environment}.ts`,
      fix: "name a later revision, or compare another environment with -e",
      messages,
    });
  }
  return new RevisionError("revision-refused", name, {
    got: `${summary}, whose own program refuses ${environment}`,
    expected: "a revision that synthesizes",
    fix: "name another revision",
    messages,
  });
}
