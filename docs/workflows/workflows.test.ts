import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { READ_ACTIONS } from "../../constructs/security/read-actions";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(folder, "../../package.json"), "utf8")) as { scripts: Record<string, string> }).scripts,
);
const commands = readFileSync(join(folder, "../../ops/stowage.ts"), "utf8").match(/\.command\("(\w+)/g) ?? [];

/** `acme/build@<commit> # v1.2.3` */
const PINNED = /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

test("an action has one commit and one version everywhere, which docs/workflows/README.md says how to verify", () => {
  const all = files.flatMap((name) => readFileSync(join(folder, name), "utf8").match(/uses: .+/g) ?? []);
  const pins = [...new Set(all)].sort();
  expect(new Set(pins.map((pin) => pin.split("@")[0])).size).toBe(pins.length);
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  for (const pin of pins) {
    const [, action, commit, version] = /uses: (\S+)@(\S+) # (\S+)/.exec(pin) ?? [];
    expect([pin, readme.includes(`git ls-remote https://github.com/${action} refs/tags/${version}`)]).toEqual([
      pin,
      true,
    ]);
    expect([pin, readme.includes(`# ${commit}`)]).toEqual([pin, true]);
  }
});

describe.each(files)("%s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");

  test("pins every action to a commit, and says which version that is", () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map((match) => match[1]!);
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((action) => !PINNED.test(action))).toEqual([]);
  });

  test("puts nothing that somebody else names into a script: a branch or title goes through env", () => {
    const scripts = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }> };
    const runs = Object.values(scripts.jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    expect(runs.filter((run) => run.includes("${{"))).toEqual([]);
  });

  test("names its shell, which without pipefail hides what fails in a pipe", () => {
    expect(text).toMatch(/^defaults:\n {2}run:\n {4}shell: bash$/m);
  });

  test("runs scripts and commands that are there", () => {
    for (const [, script] of text.matchAll(/npm run -s ([\w:]+)/g)) expect(scripts).toContain(script);
    for (const [, command] of text.matchAll(/ops\/stowage\.mjs (\w+)/g))
      expect(commands).toContain(`.command("${command}`);
  });

  test("asks for no more of GitHub than it needs, and stores no key of AWS", () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read$/m);
    expect(text).toContain("id-token: write");
    expect(text).not.toMatch(/AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY)|secrets\./);
    expect(text).not.toContain("pull_request_target");
  });

  test("ends by itself", () => {
    const jobs = text.match(/^ {4}runs-on:/gm)?.length;
    expect(text.match(/^ {4}timeout-minutes: \d+$/gm)?.length).toBe(jobs);
  });
});

test("the plan of a pull request takes no lock, for which its role has no right", () => {
  expect(readFileSync(join(folder, "pull-request.yml"), "utf8")).toContain("plan -lock=false");
  expect(READ_ACTIONS.filter((action) => /:(Put|Delete|Create|Update)/.test(action))).toEqual([]);
});
