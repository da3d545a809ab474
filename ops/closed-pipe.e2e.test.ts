import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const program = path.join(root, "ops/stowage.mjs");
const source = readFileSync(path.join(root, "ops/stowage.ts"), "utf8");
const COMMANDS = [...source.matchAll(/\.command\("([a-z]+)"\)/g)].map(([, name]) => name!);

/** How each command is asked for something that it prints without an account, and the status that it ends with. */
const ASKED: Readonly<Record<string, readonly [args: readonly string[], status: number]>> = {
  adopt: [["adopt", "--help"], 0],
  bootstrap: [["bootstrap", "--help"], 0],
  check: [["check", "dev"], 0],
  compare: [["compare", "dev", "prod"], 0],
  cost: [["cost"], 0],
  deploy: [["deploy", "--help"], 0],
  diagram: [["diagram", "prod"], 0],
  exec: [["exec", "nobody"], 1],
  logs: [["logs", "nobody"], 1],
  rehearse: [["rehearse", "--help"], 0],
  releases: [["releases", "--help"], 0],
  rotate: [["rotate", "nothing"], 1],
  run: [["run", "nobody"], 1],
  start: [["start", "--help"], 0],
  stop: [["stop", "--help"], 0],
};

/** The program with standard output, or error too, closed by whoever reads it, and what it said to the other. */
async function piped(args: readonly string[], into: string): Promise<{ status: number | undefined; err: string }> {
  const command = `"$0" "$@" ${into}; exit "\${PIPESTATUS[0]}"`;
  const run = await execa("bash", ["-c", command, process.execPath, program, ...args], { reject: false });
  return { status: run.exitCode, err: run.stderr };
}

test("every command has a row here", () => {
  expect(Object.keys(ASKED)).toEqual([...COMMANDS].sort());
});

describe.each(Object.entries(ASKED))("stowage %s", (_, [args, status]) => {
  test("bears a closed pipe, and ends with the status of its work", async () => {
    const { status: ended, err } = await piped(args, "| true");
    expect([ended, err.includes("EPIPE"), /\n\s+at /.test(err)]).toEqual([status, false, false]);
    expect((await piped(args, "2>&1 | true")).status).toBe(status);
  });
});

describe.each(["constructor", "__proto__", "toString"])("the name %s", (name) => {
  test.each([
    ...COMMANDS.filter(
      (command) => !["compare", "cost", "rotate", "logs", "run", "exec", "adopt", "deploy"].includes(command),
    ).map((command) => [command, "-e", name]),
    ...["rotate", "logs", "run", "exec"].flatMap((command) => [
      [command, name],
      [command, "backend", "-e", name],
    ]),
    ["adopt", "app", "-e", name],
    ["deploy", "dev-app", "-e", name],
    ["check", name],
    ["check", `examples/${name}`],
    ["compare", "dev", name],
    ["compare", name, "dev"],
    ["cost", "-e", name],
    ["cost", name],
    ["diagram", name],
    ["diagram", `examples/${name}`],
  ])("is refused in words by stowage %s %s %s", async (...args) => {
    const run = await execa(process.execPath, [program, ...args], { reject: false });
    expect([run.exitCode === 0, /TypeError|\n\s+at /.test(run.stderr)]).toEqual([false, false]);
    expect(run.stderr).toContain(name);
  });
});
