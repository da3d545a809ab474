import path from "node:path";
import { environments } from "../../environments/environment";
import { type CheckArguments, checkCommand } from "../check/command";
import { examples } from "./examples";
import { scratchFolder } from "./scratch-folder";
import { targetNamed } from "./target";
import { terminalStyle } from "./terminal";

export interface CheckOptions extends Pick<CheckArguments, "format" | "permissions" | "placement"> {
  /** Environments and examples; all of them when empty. */
  readonly names: readonly string[];
}

/** `stowage check`. @returns the exit status: 0 nothing wrong, 1 errors, 2 misuse */
export async function runCheck({ names, ...options }: CheckOptions): Promise<number> {
  await using scratch = await scratchFolder("check");
  const all = [...Object.keys(environments), ...Object.keys(examples).map((name) => `examples/${name}`)];
  const targets = await Promise.all(
    (names.length === 0 ? all : names).map(async (name) => ({
      ...(await targetNamed(name, path.join(scratch.path, name.replaceAll("/", "-")))),
      now: new Date(),
    })),
  );
  return checkCommand(
    { targets, ...options, ...terminalStyle() },
    { out: (text) => void process.stdout.write(text), err: (text) => void process.stderr.write(text) },
  );
}
