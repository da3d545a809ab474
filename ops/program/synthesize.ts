import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { App } from "cdktf";
import { ConfigError } from "../../constructs/rules/finding";
import { TERRAFORM_VERSION } from "../../stacks/configure-stack";
import { repairHcl } from "./repair-hcl";

/**
 * Builds the tree, judges all of it, and only then writes it. Bad configuration prints every violation, leaves the
 * output folder as it was and sets exit status 1.
 */
export function synthesize(build: () => App, judge: (app: App) => void): void {
  const outdir = process.env.CDKTF_OUTDIR ?? "cdktf.out";
  const missing = [join(outdir, "stacks"), outdir].filter((folder) => !existsSync(folder));
  try {
    const app = build();
    judge(app);
    app.synth();
    if (app.hclOutput) repairStacks(app);
    removeStale(app);
  } catch (error) {
    // CDKTF creates both folders before anything can be judged.
    for (const folder of missing) if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
    // A defect of ours shows its stack; thrown on, Node would print the bundle's line with it, which is very long.
    const text = error instanceof ConfigError ? error.message : (error as Error).stack;
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  }
}

function repairStacks(app: App): void {
  for (const { synthesizedStackPath } of Object.values(app.manifest.stacks)) {
    const file = join(app.outdir, synthesizedStackPath);
    writeFileSync(file, repairHcl(readFileSync(file, "utf8"), TERRAFORM_VERSION));
  }
}

/**
 * Removes what an earlier synthesis wrote and this one did not: stacks of another environment, and the other of the
 * two formats. Files that Terraform put beside them stay.
 */
function removeStale(app: App): void {
  const stacks = join(app.outdir, "stacks");
  const current = new Set(Object.keys(app.manifest.stacks));
  const otherFormat = app.hclOutput ? ["cdk.tf.json"] : ["cdk.tf", "metadata.json"];
  for (const stack of readdirSync(stacks)) {
    const stale = current.has(stack) ? otherFormat : ["cdk.tf.json", "cdk.tf", "metadata.json"];
    for (const file of stale) rmSync(join(stacks, stack, file), { force: true });
    if (!current.has(stack) && readdirSync(join(stacks, stack)).length === 0) rmdirSync(join(stacks, stack));
  }
}
