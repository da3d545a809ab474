import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ConfigError } from "../../constructs/rules/finding";
import { environmentNamed, environments } from "../../environments/environment";
import { buildSystem } from "../../stacks/system";
import type { CheckTarget } from "../check/checked-system";
import { type CheckArguments, checkCommand } from "../check/command";
import { examples } from "./examples";
import { terminalStyle } from "./terminal";

export interface CheckOptions extends Pick<CheckArguments, "format" | "permissions" | "placement"> {
  /** Environments and examples; all of them when empty. */
  readonly names: readonly string[];
}

/** `stowage check`. @returns the exit status: 0 nothing wrong, 1 errors, 2 misuse */
export async function runCheck({ names, ...options }: CheckOptions): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), "stowage-check-"));
  try {
    const all = [...Object.keys(environments), ...Object.keys(examples).map((name) => `examples/${name}`)];
    const targets = await Promise.all(
      (names.length === 0 ? all : names).map((name) => target(name, path.join(scratch, name.replaceAll("/", "-")))),
    );
    return checkCommand(
      {
        targets,
        ...options,
        ...terminalStyle(),
      },
      { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) },
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function target(name: string, outdir: string): Promise<CheckTarget> {
  const example = name.startsWith("examples/") ? name.slice("examples/".length) : undefined;
  if (example === undefined) {
    return {
      name,
      build: () => buildSystem(environmentNamed(name), outdir).app,
      budget: () => environmentNamed(name).budget,
    };
  }
  const load = examples[example];
  if (load === undefined) return { name, build: () => unknownExample(name) };
  const { build } = await load();
  return { name, build: () => build(outdir) };
}

function unknownExample(name: string): never {
  throw new ConfigError([
    {
      code: "example-unknown",
      severity: "error",
      path: name,
      got: name,
      expected: `one of ${Object.keys(examples)
        .map((it) => `examples/${it}`)
        .join(", ")}`,
      fix: "correct the name",
    },
  ]);
}
