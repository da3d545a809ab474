import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "cdktf";
import { afterAll, describe, expect, test } from "vitest";
import { check } from "../checks/check";
import { estimateCost } from "../checks/cost/estimate";
import { readTerraformJson } from "../checks/cost/read-terraform-json";
import { build as eventDriven } from "./event-driven/main";
import { build as fargate } from "./fargate/main";
import { build as oneBox } from "./one-box/main";

const folder = mkdtempSync(join(tmpdir(), "stowage-readmes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLES: readonly [string, (outdir: string) => App][] = [
  ["one-box", oneBox],
  ["event-driven", eventDriven],
  ["fargate", fargate],
];

type Json = Parameters<typeof readTerraformJson>[1][number];

/** What an example synthesizes to, in a folder of its own. */
function synthesized(name: string, build: (outdir: string) => App, life: string): string {
  const app = build(join(folder, `${name}-${life}`));
  check(app);
  app.synth();
  return readFileSync(join(app.outdir, "stacks", name, "cdk.tf.json"), "utf8");
}

describe.each(EXAMPLES)("%s", (name, build) => {
  const text = synthesized(name, build, "first");
  const readme = readFileSync(join(import.meta.dirname, name, "README.md"), "utf8").replace(/\s+/g, " ");

  test("passes every check and is the same twice", () => {
    expect(synthesized(name, build, "second")).toBe(text);
  });

  test("has a README that says what it creates, what it costs, how to try it and what to look at, in this order", () => {
    const headings = ["## What it creates", "## What it costs", "## Try it", "## What to look at"];
    const places = headings.map((heading) => readme.indexOf(heading));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
  });

  test("creates as many resources as its README says", () => {
    const { resource } = JSON.parse(text) as { resource: Record<string, object> };
    const count = Object.values(resource).reduce((sum, ofType) => sum + Object.keys(ofType).length, 0);
    expect(readme).toContain(`${count} resources:`);
  });

  test("costs what its README says, by the price table", () => {
    const { total } = estimateCost([readTerraformJson(name, [JSON.parse(text) as Json])]);
    expect(readme).toContain(`${total.low.toFixed(2)} to ${total.high.toFixed(2)} USD a month in eu-west-1`);
  });

  test("names only resources that are there in the commands of its README", () => {
    const { resource, output = {} } = JSON.parse(text) as { resource: Record<string, object>; output?: object };
    for (const [, type, id] of readme.matchAll(/-target=(aws_\w+)\.([\w-]+)/g)) {
      expect(Object.keys(resource[type!] ?? {})).toContain(id);
    }
    for (const [, id] of readme.matchAll(/terraform output -raw (\w+)/g)) expect(Object.keys(output)).toContain(id);
  });
});
