import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { READ_ACTIONS } from "../../constructs/security/read-actions";

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".yml"));
const scripts = Object.keys(
  (JSON.parse(readFileSync(join(folder, "../../package.json"), "utf8")) as { scripts: Record<string, string> }).scripts,
);
const commands = readFileSync(join(folder, "../../ops/stowage.ts"), "utf8").match(/\.command\("(\w+)/g) ?? [];

describe.each(files)("%s", (name) => {
  const text = readFileSync(join(folder, name), "utf8");

  test("pins every action to a whole version", () => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map((match) => match[1]!);
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
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
