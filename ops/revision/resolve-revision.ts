import { execa } from "execa";
import { RevisionError } from "./revision-error";

/** A commit of the project's repository. */
export interface Revision {
  /** As the user called it, such as `main~3`. */
  readonly name: string;
  readonly commit: string;
  /** The commit in a few words, for progress lines: short hash and subject. */
  readonly summary: string;
}

/**
 * The commit that a name means in the repository around `folder`.
 * @param orElse what else the name could have been, for the message
 * @throws RevisionError when there is no repository, or nothing in it of that name
 */
export async function resolveRevision(name: string, folder: string, orElse = ""): Promise<Revision> {
  // "--end-of-options": a name that begins with a dash is no option of git's.
  const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
  const { exitCode, stdout, stderr } = await execa("git", args, { cwd: folder, reject: false });
  if (exitCode === 0) {
    const { stdout: summary } = await execa("git", ["log", "-1", "--format=%h %s", stdout], { cwd: folder });
    return { name, commit: stdout, summary };
  }
  throw new RevisionError("revision-unknown", name, {
    got: await whatIsThere(folder),
    expected: `${orElse}a commit, branch or tag of the project's git repository`,
    fix: "correct the name, or git fetch what is missing (git fetch --unshallow in a shallow clone)",
    ...(stderr.trim() === "" ? {} : { messages: stderr }),
  });
}

async function whatIsThere(folder: string): Promise<string> {
  const { exitCode, stdout } = await execa("git", ["rev-parse", "--is-shallow-repository"], {
    cwd: folder,
    reject: false,
  });
  // Without an exit code there was no git to run.
  if (exitCode === undefined) return "no git program";
  if (exitCode !== 0) return "no git repository";
  return stdout === "true" ? "nothing of that name in a shallow clone" : "nothing of that name";
}
