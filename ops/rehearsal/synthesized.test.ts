import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { givenBuckets } from "./given-buckets";
import { copyStacks, readStacks } from "./synthesized";

async function synthesis(
  stacks: Readonly<Record<string, { dependencies: string[]; document?: object }>>,
): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-synthesis-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const manifest: Record<string, object> = {};
  for (const [name, { dependencies, document = {} }] of Object.entries(stacks)) {
    manifest[name] = { name, dependencies, synthesizedStackPath: `stacks/${name}/cdk.tf.json` };
    await mkdir(path.join(folder, "stacks", name), { recursive: true });
    await writeFile(path.join(folder, "stacks", name, "cdk.tf.json"), JSON.stringify(document));
  }
  await writeFile(path.join(folder, "manifest.json"), JSON.stringify({ stacks: manifest }));
  return folder;
}

test("puts dependencies first, whatever their names", async () => {
  const folder = await synthesis({
    "dev-app": { dependencies: ["dev-platform"] },
    "dev-platform": { dependencies: ["dev-state"] },
    "dev-state": { dependencies: [] },
  });
  expect((await readStacks(folder)).map(({ name }) => name)).toEqual(["dev-state", "dev-platform", "dev-app"]);
});

test("says that there is no synthesis, and which stacks wait for each other", async () => {
  await expect(readStacks("/nowhere")).rejects.toThrow("/nowhere/manifest.json is not there; run the synthesis first");
  const folder = await synthesis({ a: { dependencies: ["b"] }, b: { dependencies: ["a"] }, c: { dependencies: [] } });
  await expect(readStacks(folder)).rejects.toThrow(
    "the stacks a, b depend on each other or on a stack that is not there",
  );
});

test("copies what was synthesized and not what Terraform left beside it", async () => {
  const folder = await synthesis({ one: { dependencies: [] } });
  const stack = path.join(folder, "stacks", "one");
  await mkdir(path.join(stack, ".terraform", "providers"), { recursive: true });
  for (const file of ["terraform.tfstate", "terraform.one.tfstate", ".terraform.lock.hcl", "plan"])
    await writeFile(path.join(stack, file), "x");
  await mkdir(path.join(stack, "assets"));
  await writeFile(path.join(stack, "assets", "user-data.sh"), "x");
  const [copy] = await copyStacks(await readStacks(folder), path.join(folder, "work"));
  expect((await readdir(copy?.folder ?? "")).sort()).toEqual(["assets", "cdk.tf.json"]);
});

test("knows which state buckets have to be there because no stack creates them", async () => {
  const backend = (bucket: string) => ({ terraform: { backend: { s3: { bucket } } } });
  const folder = await synthesis({
    state: { dependencies: [], document: { ...backend("own"), resource: { aws_s3_bucket: { b: { bucket: "own" } } } } },
    app: { dependencies: [], document: backend("own") },
    guest: { dependencies: [], document: backend("company-wide") },
    local: { dependencies: [] },
  });
  expect(givenBuckets(await readStacks(folder))).toEqual(["company-wide"]);
});
