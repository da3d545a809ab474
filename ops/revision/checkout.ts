import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { execa, parseCommandString } from "execa";
import type { Revision } from "./resolve-revision";
import { RevisionError } from "./revision-error";

export interface CheckoutOptions {
  /** The project's folder, inside its repository. */
  readonly projectRoot: string;
  /** Where to: a folder that does not exist. */
  readonly folder: string;
  /** Ends git, tar and npm. */
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** A command and its parameters. */
type Program = readonly [string, ...string[]];

/**
 * Writes the project as of a revision into a folder, packages included. Read from git's objects: no work tree is
 * registered and no hook runs, so that nothing of the repository changes, even when this is killed half-way.
 * @returns the program that synthesizes it
 * @throws RevisionError when git cannot read it, it names no program, or npm cannot install its packages
 */
export async function checkOut(revision: Revision, options: CheckoutOptions): Promise<Program> {
  const { projectRoot, folder, signal } = options;
  await mkdir(folder, { recursive: true });
  const archive = `${folder}.tar`;
  try {
    // In the project's folder, so that a project inside a larger repository is archived without the rest.
    await execa("git", ["archive", "--format=tar", `--output=${archive}`, revision.commit], {
      cwd: projectRoot,
      cancelSignal: signal,
    });
    await execa("tar", ["-xf", archive, "-C", folder], { cancelSignal: signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new RevisionError("revision-unreadable", revision.name, {
      got: `no files of ${revision.summary}`,
      expected: "a commit that git archive can write and tar can read",
      fix: "fetch the whole commit, and run this in the repository of the project",
      messages: (error as { stderr?: string }).stderr || String(error),
    });
  } finally {
    await rm(archive, { force: true });
  }
  const program = await programOf(revision, folder);
  await providePackages(revision, options);
  return program;
}

/** What `cdktf synth` runs there: a revision may have its program elsewhere than the one that reads it. */
async function programOf({ name, summary }: Revision, folder: string): Promise<Program> {
  const settings = await readFile(path.join(folder, "cdktf.json"), "utf8")
    .then(JSON.parse)
    .catch(() => undefined);
  const [command, ...parameters] = parseCommandString(String(settings?.app ?? ""));
  if (command === undefined) {
    throw new RevisionError("revision-unreadable", name, {
      got: `${summary}, without a cdktf.json that names its program as \`app\``,
      expected: "a revision of this project that can be synthesized",
      fix: "name a later one",
    });
  }
  return [command === "node" ? process.execPath : command, ...parameters];
}

/** The packages that are installed, when the revision wants the same; its own otherwise. */
async function providePackages(revision: Revision, options: CheckoutOptions): Promise<void> {
  const { projectRoot, folder, signal, progress } = options;
  const [theirs, ours] = await Promise.all([folder, projectRoot].map(lockFile));
  if (theirs !== undefined && theirs === ours && existsSync(path.join(projectRoot, "node_modules"))) {
    await symlink(path.join(projectRoot, "node_modules"), path.join(folder, "node_modules"), "junction");
    return;
  }
  progress(`${revision.name} has packages of its own: npm ci, which may take a minute`);
  try {
    await execa("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"], {
      cwd: folder,
      cancelSignal: signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new RevisionError("revision-packages", revision.name, {
      got: "an npm ci that failed",
      expected: "the packages of its package-lock.json",
      fix: "see npm's message",
      messages: (error as { stderr?: string }).stderr || String(error),
    });
  }
}

async function lockFile(folder: string): Promise<string | undefined> {
  return readFile(path.join(folder, "package-lock.json"), "utf8").catch(() => undefined);
}
