import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { Refusal } from "../day-two/refusal";
import { readStacks, type SynthesizedStack } from "../rehearsal/synthesized";
import { IMPORTS_FILE, importsJson } from "../terraform/adoption/import-blocks";
import { lookAt, type SeenStack } from "./outside-state";
import { projectRoot, synthesizeEnvironment } from "./project";

export interface DeployOptions {
  readonly environment: string;
  /** Names of stacks, as `cdktf deploy` takes them, and its options. */
  readonly words: readonly string[];
  /** Whether to adopt what would be created a second time. */
  readonly adopt: boolean;
}

/**
 * `stowage deploy`: looks first, and deploys with `cdktf deploy` when nothing is outside the states. An apply over what a
 * killed run left makes a second of everything that has no unique name, a VPC or an address.
 * @returns the exit status: that of `cdktf deploy`; 1 where something is outside, or a state is locked
 */
export async function runDeploy({ environment, words, adopt }: DeployOptions): Promise<number> {
  const stacks = chosen(words, await readStacks(await synthesizeEnvironment(environment)));
  const seen = await lookAt(environment, stacks);
  const open = seen.filter((one) => isInTheWay(one, adopt));
  for (const { text } of open) process.stdout.write(`${text}\n`);
  if (open.length > 0) {
    const again = `npx stowage deploy ${words.join(" ")} --env ${environment} --adopt`;
    process.stderr.write(`nothing was deployed: remove what is to be removed, then ${again}\n`);
    return 1;
  }
  const files = await writeImports(seen);
  try {
    const { exitCode = 1 } = await execa("npx", ["--no", "--", "cdktf", "deploy", ...words], {
      cwd: projectRoot,
      env: { STOWAGE_ENV: environment },
      stdio: "inherit",
      reject: false,
    });
    return exitCode;
  } finally {
    await Promise.all(files.map((file) => rm(file, { force: true })));
  }
}

/** What stops a deployment: something to remove, a lock, and what is to be adopted as long as nobody said so. */
function isInTheWay({ seen }: SeenStack, adopt: boolean): boolean {
  if (seen.kind !== "seen") return seen.kind === "locked";
  return seen.outside.strangers.length > 0 || (seen.outside.adoptions.length > 0 && !adopt);
}

async function writeImports(seen: readonly SeenStack[]): Promise<string[]> {
  const files: string[] = [];
  for (const { stack, seen: look } of seen) {
    if (look.kind !== "seen" || look.outside.adoptions.length === 0) continue;
    const file = path.join(stack.folder, IMPORTS_FILE);
    await writeFile(file, importsJson(look.outside.adoptions));
    files.push(file);
  }
  return files;
}

/** The stacks that the words name, with `*` for anything as `cdktf deploy` has it. */
function chosen(words: readonly string[], stacks: readonly SynthesizedStack[]): SynthesizedStack[] {
  const patterns = words
    .filter((word) => !word.startsWith("-"))
    .map((word) => new RegExp(`^${word.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`));
  const found = stacks.filter(({ name }) => patterns.some((pattern) => pattern.test(name)));
  if (found.length > 0) return found;
  throw new Refusal({
    code: "stack-unknown",
    path: "stowage deploy",
    got: words.join(" "),
    expected: `one of ${stacks.map((stack) => stack.name).join(", ")}`,
    fix: "name a stack with its environment, such as dev-app, or 'dev-*'",
  });
}
