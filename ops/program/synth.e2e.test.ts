import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copySources } from "../../test/support/source-copy";
import { synthesizedStacks } from "../../test/support/systems";

const run = promisify(execFile);
const scratch = mkdtempSync(join(tmpdir(), "stowage-synth-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Result {
  readonly status: number;
  readonly stderr: string;
}

/** `npm run synth`, in a folder and an environment of the test's choosing. */
async function synth(outdir: string, environment: NodeJS.ProcessEnv = {}, cwd = "."): Promise<Result> {
  const program = resolve(cwd, "ops/program/synth.cjs");
  try {
    const { stderr } = await run(process.execPath, [program], {
      cwd,
      env: { ...process.env, CDKTF_OUTDIR: outdir, ...environment },
    });
    return { status: 0, stderr };
  } catch (error) {
    const failure = error as { code: number; stderr: string };
    return { status: failure.code, stderr: failure.stderr };
  }
}

/** Every file below a folder with its content. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((it) => [
      join(it.parentPath, it.name).slice(folder.length),
      readFileSync(join(it.parentPath, it.name), "utf8"),
    ]),
  );
}

test.each(["dev", "prod"])("the bundle writes %s as CDKTF itself makes it of the sources", async (environment) => {
  const out = join(scratch, `bundled-${environment}`);
  expect(await synth(out, { STOWAGE_ENV: environment })).toEqual({ status: 0, stderr: "" });
  const stacks = synthesizedStacks().filter((stack) => stack.environment === environment);
  const written = stacks.map(({ stack }) =>
    readFileSync(join(out, `stacks/${environment}-${stack}/cdk.tf.json`), "utf8"),
  );
  expect(written.map((text) => JSON.parse(text))).toEqual(stacks.map(({ json }) => json));
  expect(stacks).toHaveLength(3);
});

describe("two synths are byte-identical", () => {
  const first = join(scratch, "first");
  beforeAll(async () => {
    expect(await synth(first)).toEqual({ status: 0, stderr: "" });
  });

  test("in another time zone, locale, user and home", async () => {
    const there = join(scratch, "there");
    const other = { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8", USER: "somebody", HOME: scratch };
    expect(await synth(there, other)).toEqual({ status: 0, stderr: "" });
    expect(contents(there)).toEqual(contents(first));
  });

  test("from another folder, bundled anew", async () => {
    const copy = join(scratch, "a checkout elsewhere");
    copySources(copy);
    const out = join(scratch, "from-copy");
    expect(await synth(out, {}, copy)).toEqual({ status: 0, stderr: "" });
    expect(contents(out)).toEqual(contents(first));
  });

  test("prod differs from dev and leaves nothing of it behind", async () => {
    const out = join(scratch, "both");
    await synth(out);
    const lock = join(out, "stacks/dev-app/.terraform.lock.hcl");
    writeFileSync(lock, "kept");
    await synth(out, { STOWAGE_ENV: "prod" });
    expect(Object.keys(contents(out)).sort()).toEqual([
      "/manifest.json",
      "/stacks/dev-app/.terraform.lock.hcl", // Terraform's own files are not ours to delete
      "/stacks/prod-app/cdk.tf.json",
      "/stacks/prod-platform/cdk.tf.json",
      "/stacks/prod-state/cdk.tf.json",
    ]);
  });
});

test("two at once after a change: both write what the sources say", async () => {
  const copy = join(scratch, "changed");
  copySources(copy);
  const file = join(copy, "environments/dev.ts");
  const source = readFileSync(file, "utf8");
  const bucketOf = async (out: string) => {
    expect(await synth(out, {}, copy)).toEqual({ status: 0, stderr: "" });
    const state = JSON.parse(readFileSync(join(out, "stacks/dev-state/cdk.tf.json"), "utf8"));
    return state.resource.aws_s3_bucket.state.bucket;
  };
  for (const bucket of ["first-of-two", "second-of-two"]) {
    writeFileSync(file, source.replace("stowage-dev-terraform-state", bucket));
    const buckets = await Promise.all(["one", "other"].map((run) => bucketOf(join(scratch, `${bucket}-${run}`))));
    expect(buckets).toEqual([bucket, bucket]);
  }
});

describe("bad configuration writes nothing and loses nothing", () => {
  test("an unknown environment ends with status 1 and says which there are", async () => {
    const out = join(scratch, "unknown");
    const result = await synth(out, { STOWAGE_ENV: "staging" });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(
      /1 problem, nothing was written\n {2}STOWAGE_ENV: \[environment-unknown\] got staging, expected one of dev, prod; /,
    );
    expect(existsSync(out)).toBe(false);
  });

  test("what an earlier synth wrote stays as it was", async () => {
    const out = join(scratch, "kept");
    await synth(out);
    const before = contents(out);
    expect((await synth(out, { STOWAGE_ENV: "staging" })).status).toBe(1);
    expect(contents(out)).toEqual(before);
  });
});

test("the HCL form replaces the JSON form, and back", async () => {
  const out = join(scratch, "hcl");
  await synth(out, { SYNTH_HCL_OUTPUT: "true" });
  expect(
    Object.keys(contents(out))
      .filter((path) => path.includes("dev-app"))
      .sort(),
  ).toEqual(["/stacks/dev-app/cdk.tf", "/stacks/dev-app/metadata.json"]);
  await synth(out);
  expect(Object.keys(contents(out)).filter((path) => path.includes("dev-app"))).toEqual([
    "/stacks/dev-app/cdk.tf.json",
  ]);
});
