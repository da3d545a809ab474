import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { copySources } from "../../test/support/source-copy";

let scratch: string;
let project: string;
/** Where the commands under test put what is temporary; nothing may stay. */
let temporary: string;
const hasGit = execaSync("git", ["--version"], { reject: false }).exitCode === 0;

const git = (...args: string[]) =>
  execaSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], { cwd: project }).stdout;

function edit(file: string, from: string, to: string): void {
  const path = join(project, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  writeFileSync(path, text.replace(from, to));
}

/** A commit that changes one file, tagged, off the branch: the work tree is as before. */
function commitAside(tag: string, change: () => void): void {
  change();
  git("commit", "-qam", `Change for ${tag}`);
  git("tag", tag);
  git("reset", "-q", "--hard", "HEAD~1");
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ["ops/stowage.mjs", "cost", ...args], {
    cwd: project,
    // From Node 22 on npm keeps what it compiled in the temporary folder, for every later npm.
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: "1", NODE_DISABLE_COMPILE_CACHE: "1" },
  });
  const written = { out: "", err: "" };
  child.stdout?.on("data", (data) => {
    written.out += data;
  });
  child.stderr?.on("data", (data) => {
    written.err += data;
  });
  const ended = new Promise<Ended>((done) => {
    child.once("close", (status, signal) => done({ status, signal, ...written }));
  });
  return { child, ended };
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

const cost = (...args: string[]) => start(...args).ended;
const stateOfRepository = () => [git("status", "--porcelain"), git("worktree", "list"), git("ls-files", "--stage")];

describe.skipIf(!hasGit)("stowage cost between git revisions (skipped without git)", () => {
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "stowage-revisions-"));
    [project, temporary] = [join(scratch, "project"), join(scratch, "tmp")];
    mkdirSync(temporary);
    copySources(project);
    edit("environments/dev.ts", "monthlyUsd: 20", "monthlyUsd: 30");
    git("init", "-q", "-b", "main");
    git("config", "core.excludesFile", "");
    // A link is no folder: the pattern for the folder does not leave it out.
    writeFileSync(join(project, ".git/info/exclude"), "node_modules\n");
    git("add", "-A");
    git("commit", "-qm", "Small");
    commitAside("larger", () => edit("environments/dev.ts", '"t3.micro"', '"t3.small"'));
    commitAside("too-dear", () => edit("environments/dev.ts", "monthlyUsd: 30", "monthlyUsd: 1"));
    commitAside("without-prod", () => edit("environments/environment.ts", "= { dev, prod }", "= { dev }"));
    commitAside("elsewhere", () => {
      git("mv", "ops/program/synth.cjs", "ops/program/earlier.cjs");
      edit("cdktf.json", "synth.cjs", "earlier.cjs");
    });
    commitAside("without-program", () => {
      edit("cdktf.json", '"app"', '"application"');
      writeFileSync(join(project, "package-lock.json"), "{}"); // found out before packages are installed in vain
    });
    commitAside("without-lock", () => writeFileSync(join(project, "package-lock.json"), "{}"));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));
  afterEach(() => expect(readdirSync(temporary)).toEqual([]));

  it("compares the work tree, with what is not committed, with a revision", async () => {
    edit("environments/dev.ts", '"t3.micro"', '"t3.small"');
    const before = stateOfRepository();
    const { status, out, err } = await cost("--compare", "HEAD", "-e", "dev");
    const after = stateOfRepository();
    git("checkout", "-q", "environments/dev.ts");
    expect(out).toContain("t3.micro -> EC2 t3.small");
    // 730 h x (0.0228 - 0.0114)
    expect(out).toContain("change  +8.32 USD a month");
    expect(err).toMatch(/^synthesizing dev as of HEAD \([0-9a-f]+ Small\)$/m);
    expect(before[0]).toBe(" M environments/dev.ts");
    expect(after).toEqual(before);
    expect(status).toBe(0);
  });

  it("compares two revisions, whatever the work tree holds", async () => {
    const { status, out } = await cost("--revision", "HEAD", "--compare", "larger", "--json");
    expect(status).toBe(0);
    const { comparison } = JSON.parse(out);
    expect(comparison.delta.low).toBeCloseTo(-8.322, 6);
    expect(comparison.added).toEqual([]);
  });

  it("runs the program that the revision's own cdktf.json names", async () => {
    const { status, out } = await cost("--compare", "elsewhere", "-e", "dev");
    expect([status, out]).toEqual([0, expect.stringContaining("no line differs")]);
  });

  it("takes an environment before a revision of the same name, and a path likewise", async () => {
    git("branch", "prod");
    git("branch", "docs");
    const environment = await cost("--compare", "prod");
    expect(environment.out).toContain("prod-platform/balancer: ALB");
    expect(environment.err).toBe("");
    const path = await cost("--compare", "docs");
    expect([path.status, path.err]).toEqual([2, expect.stringContaining("docs: [cost-input]")]);
    const asked = await cost("--compare", "refs/heads/docs");
    expect([asked.status, asked.out]).toEqual([0, expect.stringContaining("no line differs")]);
  });

  it.each([
    ["is none", ["--compare", "nowhere"], ["nowhere: [revision-unknown] got nothing of that name"]],
    ["looks like an option", ["--compare=--all"], ["--all: [revision-unknown]"]],
    [
      "has no such environment",
      ["-e", "prod", "--compare", "without-prod"],
      ["without-prod: [revision-environment]", "[environment-unknown] got prod, expected one of dev"],
    ],
    ["refuses to synthesize", ["--revision", "too-dear"], ["too-dear: [revision-refused]", "[cost-over-budget]"]],
    [
      "names no program",
      ["--compare", "without-program"],
      ["without-program: [revision-unreadable]", "without a cdktf.json that names its program"],
    ],
    [
      "has packages that cannot be installed",
      ["--compare", "without-lock"],
      ["without-lock has packages of its own: npm ci", "without-lock: [revision-packages]", "npm"],
    ],
    ["comes with paths", ["docs", "--revision", "HEAD"], ["--revision: [cost-input] got HEAD and paths"]],
  ])("answers 2 with a code when the revision %s", async (_case, args, messages) => {
    const { status, out, err } = await cost(...args);
    expect([status, out]).toEqual([2, ""]);
    for (const message of messages) expect(err).toContain(message);
  });

  it("shows a work tree that is over its budget, line by line, and ends with 1", async () => {
    edit("environments/dev.ts", "monthlyUsd: 30", "monthlyUsd: 1");
    const { status, out } = await cost("--compare", "HEAD", "-e", "dev");
    git("checkout", "-q", "environments/dev.ts");
    expect(out).toContain("no line differs");
    expect(out).toContain("[cost-over-budget]");
    expect(status).toBe(1);
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const before = stateOfRepository();
    const { child, ended } = start("--compare", "HEAD");
    child.stderr?.once("data", () => child.kill("SIGINT"));
    const { signal, out } = await ended;
    expect([signal, out]).toEqual(["SIGINT", ""]);
    expect(stateOfRepository()).toEqual(before);
  });
});
