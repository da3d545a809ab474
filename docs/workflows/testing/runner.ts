import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunStep } from "./steps";

/** What stands on the runner's PATH, and nothing else does: a command that is not here ends a step with 127. */
export interface Runner {
  /** Programs that do what they always do. */
  readonly real: readonly string[];
  /** What others print and do instead, in Bash, by name. */
  readonly standIns: Readonly<Record<string, string>>;
  /** Values of expressions in `env` and `working-directory`, such as `github.base_ref`. */
  readonly expressions: Readonly<Record<string, string>>;
  /** What earlier steps left in the workspace. */
  readonly files: Readonly<Record<string, string>>;
}

export interface StepRun {
  readonly status: number | null;
  readonly output: string;
  /** Every command that was started with its arguments, in no sure order where they are in one pipe. */
  readonly calls: readonly string[];
  /** A file of the workspace as the step left it. */
  readonly file: (name: string) => string | undefined;
}

/** Runs a step as GitHub does. @param failing the call that ends with an error instead of doing anything */
export function runStep(step: RunStep, runner: Runner, failing = ""): StepRun {
  const root = mkdtempSync(path.join(tmpdir(), "stowage-step-"));
  try {
    const [bin, workspace, calls] = [path.join(root, "bin"), path.join(root, "workspace"), path.join(root, "calls")];
    for (const folder of [bin, workspace]) mkdirSync(folder);
    for (const [name, body] of programs(runner)) writeProgram(path.join(bin, name), body, { calls, failing });
    for (const [name, text] of Object.entries(runner.files)) writeFileSync(path.join(workspace, name), text);
    const cwd = path.join(workspace, filledIn(step.workingDirectory, runner));
    mkdirSync(cwd, { recursive: true });
    const script = path.join(root, "step.sh");
    writeFileSync(script, step.script);
    writeFileSync(calls, "");
    const given = Object.entries(step.env).map(([name, value]) => [name, filledIn(value, runner)]);
    const { status, stdout, stderr } = spawnSync("/bin/bash", [...step.shell, script], {
      cwd,
      encoding: "utf8",
      env: {
        ...Object.fromEntries(given),
        PATH: bin,
        GITHUB_WORKSPACE: workspace,
        GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
        GITHUB_RUN_ATTEMPT: "2",
        GITHUB_OUTPUT: path.join(workspace, "github.output"),
      },
    });
    const files = readdirSync(workspace, { withFileTypes: true }).filter((entry) => entry.isFile());
    const left = new Map(files.map(({ name }) => [name, readFileSync(path.join(workspace, name), "utf8")]));
    return {
      status,
      output: stdout + stderr,
      calls: readFileSync(calls, "utf8").split("\0").filter(Boolean),
      file: (name) => left.get(name),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The commands of a step whose failure it does not notice: it ends with success when they fail. */
export function unnoticed(step: RunStep, runner: Runner): string[] {
  const calls = [...new Set(runStep(step, runner).calls)];
  return calls.filter((call) => runStep(step, runner, call).status === 0);
}

function programs({ real, standIns }: Runner): [name: string, body: string][] {
  return [...real.map((name): [string, string] => [name, `exec ${whereIs(name)} "$@"`]), ...Object.entries(standIns)];
}

/** The program of this machine. */
export function whereIs(name: string): string | undefined {
  const folders = ["/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin"];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function writeProgram(file: string, body: string, { calls, failing }: { calls: string; failing: string }): void {
  const quoted = `'${failing.replaceAll("'", "'\\''")}'`;
  const lines = [
    "#!/bin/bash",
    'call="${0##*/} $*"',
    `printf '%s\\0' "$call" >> ${calls}`,
    `if [ "$call" = ${quoted} ]; then echo "Error: $call failed" >&2; exit 1; fi`,
    body,
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  chmodSync(file, 0o755);
}

function filledIn(text: string, { expressions }: Runner): string {
  return text.replace(/\$\{\{ *(.+?) *\}\}/g, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`the test gives ${expression} no value`);
    return value;
  });
}
