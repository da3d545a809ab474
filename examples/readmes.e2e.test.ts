import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startEmulator } from "../ops/emulator/emulator";
import { writeCliConfiguration } from "../ops/tools/cli-configuration";
import { terraformQuietEnv } from "../ops/tools/quiet-env";
import { localTools, projectRoot } from "../test/e2e/support/local-tools";

const EXAMPLES = ["one-box", "web-and-worker", "highly-available", "event-driven", "fargate"];

/** What a copy of the repository needs none of. */
const LEFT_OUT = new Set(["node_modules", ".git", ".build", ".local", ".tools", "cdktf.out", "docs", "bench"]);

/** Commands that need what no emulator has, or what is there already: containers that answer, and installed packages. */
const NOT_HERE = /^(curl|npm ci)\b/;

const { tools, skipped } = localTools();
const cli = await execa("aws", ["--version"], { reject: false });
const missing = skipped || (cli.failed ? " (skipped: no AWS CLI on this machine)" : "");

/**
 * The commands of each example's README, typed in their order into one shell, in a copy of the repository and against an
 * emulator of its own. Terraform asks nothing, because nobody is there to say yes.
 */
describe.skipIf(missing !== "")(`each example's README can be followed${missing}`, { concurrent: true }, () => {
  let copy: string;

  beforeAll(async () => {
    copy = await mkdtemp(path.join(tmpdir(), "stowage-readmes-"));
    await cp(projectRoot, copy, { recursive: true, filter: (source) => !LEFT_OUT.has(path.basename(source)) });
    await symlink(path.join(projectRoot, "node_modules"), path.join(copy, "node_modules"));
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  test.each(EXAMPLES)("%s: from nothing to running, and to nothing again", async (example) => {
    if (tools === undefined) return;
    const scratch = await mkdtemp(path.join(tmpdir(), "stowage-readme-"));
    const log = path.join(scratch, "emulator.log");
    await using emulator = await startEmulator({ projectRoot, python: tools.moto.path, log });
    const before = await emulator.leftovers();
    const env = {
      ...terraformQuietEnv(process.env),
      PATH: `${path.dirname(tools.terraform.path)}${path.delimiter}${process.env.PATH}`,
      TF_CLI_CONFIG_FILE: await writeCliConfiguration(scratch, tools.provider.path),
      TF_CLI_ARGS_apply: "-auto-approve",
      TF_CLI_ARGS_destroy: "-auto-approve",
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_PAGER: "",
    };
    const commands = shellCommands(await readFile(path.join(copy, "examples", example, "README.md"), "utf8"));
    expect(commands.some((command) => command.startsWith("terraform apply"))).toBe(true);
    const script = ["set -euo pipefail", ...commands, "terraform destroy"].join("\n");
    const { all, exitCode } = await execa("bash", ["-c", script], { cwd: copy, env, all: true, reject: false });
    expect(exitCode, `${all.slice(-3000)}\n${await readFile(log, "utf8")}`).toBe(0);
    expect(await emulator.leftovers()).toEqual(before);
    await rm(scratch, { recursive: true });
  });
});

/** The lines of a README's shell blocks, in order. */
function shellCommands(readme: string): string[] {
  return (
    [...readme.matchAll(/^```sh\n(.*?)^```/gms)]
      .flatMap(([, block = ""]) => block.split("\n"))
      .filter((line) => line !== "" && !NOT_HERE.test(line))
      // Release 1 of the AWS CLI takes a queue's address from no variable.
      .map((line) => line.replace(/^aws sqs /, 'aws --endpoint-url "$AWS_ENDPOINT_URL" sqs '))
  );
}
