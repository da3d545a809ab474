import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { type Emulator, type Leftovers, startEmulator } from "../../../ops/emulator/emulator";
import { emulatorClients } from "../../../ops/rehearsal/aws-clients";
import { IMPORTS_FILE } from "../../../ops/terraform/adoption/import-blocks";
import { type PlannedAction, parseMessage } from "../../../ops/terraform/messages";
import { Terraform, TerraformError } from "../../../ops/terraform/terraform";
import { writeCliConfiguration } from "../../../ops/tools/cli-configuration";
import { terraformQuietEnv } from "../../../ops/tools/quiet-env";
import type { Tools } from "../../../ops/tools/tools";
import { waitFor } from "./wait-for";

const REGION = "eu-west-1";

/** When an apply is hit: after so many calls of AWS, or after so many milliseconds. */
export type Moment = { readonly calls: number } | { readonly milliseconds: number };

/** `look`: as documented, adopt before anything is applied. `apply`: as one does who did not read it. */
export type Way = "look" | "apply";

/** What a kill and the way back gave. */
export interface Outcome {
  /** Whether the apply had ended before it was hit. */
  readonly ended: boolean;
  /** Calls of AWS until then. */
  readonly calls: number;
  readonly saved: number;
  readonly adopted: number;
  /** Commands that removed strangers. */
  readonly removals: number;
  /** What a last plan would still change. */
  readonly changes: number;
  /** The same by resource. */
  readonly planned: readonly PlannedAction[];
  readonly seconds: number;
}

/** An environment of this project in an emulator of its own, deployed with the programs that a person types. */
export interface KilledEnvironment extends AsyncDisposable {
  readonly emulator: Emulator;
  /** Calls that have been answered so far. */
  calls(): Promise<number>;
  /** Applies a stack, and says how much that was from the first thing that it created. */
  apply(stack: string): Promise<{ readonly calls: number; readonly milliseconds: number }>;
  destroy(stack: string): Promise<void>;
  /** Hits the first apply of a stack with SIGKILL, and goes the way back. */
  kill(stack: string, moment: Moment, way?: Way): Promise<Outcome>;
  /** How many live things there are of each kind. */
  counts(): Promise<Readonly<Record<string, number>>>;
}

export async function killedEnvironment(
  tools: Tools,
  environment: string,
  projectRoot: string,
): Promise<KilledEnvironment> {
  const folder = await mkdtemp(path.join(tmpdir(), `stowage-kill-${environment}-`));
  const requestLog = path.join(folder, "requests.jsonl");
  const emulator = await startEmulator({ projectRoot, python: tools.moto.path, requestLog });
  const out = path.join(folder, "out");
  const env: Record<string, string> = {
    ...terraformQuietEnv(process.env),
    TF_CLI_CONFIG_FILE: await writeCliConfiguration(folder, tools.provider.path),
    TF_IN_AUTOMATION: "1",
    CDKTF_OUTDIR: out,
    STOWAGE_ENV: environment,
    AWS_ENDPOINT_URL: emulator.url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    CI: "true",
  };
  const { s3 } = emulatorClients({ url: emulator.url, region: REGION });
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  // a bucket alone is enough to keep states, and the whole stack of it takes a minute
  await s3.send(
    new CreateBucketCommand({ Bucket: `stowage-${environment}-terraform-state`, CreateBucketConfiguration }),
  );
  await execa("npm", ["run", "-s", "synth"], { cwd: projectRoot, env, extendEnv: false });
  const folderOf = (stack: string) => path.join(out, "stacks", `${environment}-${stack}`);
  const terraformOf = (stack: string) => new Terraform({ binary: tools.terraform.path, folder: folderOf(stack), env });
  const typed = async (line: string) =>
    (await execa("bash", ["-c", line], { cwd: projectRoot, env, extendEnv: false, all: true })).all;
  const calls = async () => {
    const text = await readFile(requestLog, "utf8").catch(() => "");
    return text.split("\n").length - 1;
  };

  /** `npx stowage`, whose exit status may be one that says that something is to be done. */
  const stowage = async (args: string): Promise<string> => {
    const result = await execa("node", ["ops/stowage.mjs", ...args.split(" ")], {
      cwd: projectRoot,
      env,
      extendEnv: false,
      reject: false,
    });
    if (result.exitCode !== 0 && !result.stdout.includes("[state-locked]")) {
      throw new Error(`stowage ${args} ended with ${result.exitCode}\n${result.stdout}\n${result.stderr}`);
    }
    return result.stdout;
  };

  /** Follows what is printed, as a person would: clear the lock as told, remove as told, apply, delete the file. */
  const wayBack = async (stack: string) => {
    let printed = await stowage(`adopt ${stack} --env ${environment} --write`);
    const [, again] = /npx stowage (adopt .* --unlock \S+ --write)/.exec(printed) ?? [];
    if (again !== undefined) printed = await stowage(again);
    const removals = printed.split("\n").filter((line) => line.startsWith("  aws "));
    for (const line of removals) await typed(line);
    const [, adopted = "0"] = /(\d+) resources? exists? that the state/.exec(printed) ?? [];
    const terraform = terraformOf(stack);
    await terraform.apply();
    await rm(path.join(folderOf(stack), IMPORTS_FILE), { force: true });
    const { counts, planned } = await terraform.plan("last.plan");
    return {
      removals: removals.length,
      adopted: Number(adopted),
      changes: counts.add + counts.change + counts.remove,
      planned,
    };
  };

  return {
    emulator,
    calls,
    async apply(stack) {
      const terraform = terraformOf(stack);
      await terraform.init();
      let begun: { at: number; calls: Promise<number> } | undefined;
      await terraform.apply(undefined, () => {
        begun ??= { at: performance.now(), calls: calls() };
      });
      const { at, calls: before } = begun ?? { at: performance.now(), calls: calls() };
      return { milliseconds: performance.now() - at, calls: (await calls()) - (await before) };
    },
    async destroy(stack) {
      await terraformOf(stack).destroy();
    },
    async counts() {
      return countsOf(await emulator.leftovers());
    },
    async kill(stack, moment, way = "look") {
      const started = performance.now();
      const terraform = terraformOf(stack);
      await terraform.init();
      const before = await calls();
      const apply = startApply(tools.terraform.path, folderOf(stack), env);
      await Promise.race([apply.ended, hitAt(moment, apply, async () => (await calls()) - before)]);
      const ended = apply.child.exitCode !== null;
      endGroup(apply.child.pid);
      await apply.ended;
      const at = (await calls()) - before;
      const saved = (await terraform.pullState()).resources.length;
      if (way === "apply") await wrongWay(terraform);
      return {
        ended,
        calls: at,
        saved,
        ...(await wayBack(stack)),
        seconds: Math.round((performance.now() - started) / 1000),
      };
    },
    async [Symbol.asyncDispose]() {
      await emulator.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Unlocks and applies, as the advice was once; what exists already makes it fail or makes it double. */
async function wrongWay(terraform: Terraform): Promise<void> {
  const apply = () =>
    terraform.apply().then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof TerraformError) return error;
        throw error;
      },
    );
  const locked = await apply();
  if (locked?.lock === undefined) return;
  await terraform.forceUnlock(locked.lock.id);
  await apply();
}

/** The apply of a person, with what it has begun to create. */
function startApply(terraform: string, cwd: string, env: Record<string, string>) {
  const child: ChildProcess = spawn(terraform, ["apply", "-auto-approve", "-json", "-input=false"], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let begun = false;
  child.stdout?.on("data", (chunk: Buffer) => {
    begun ||= chunk
      .toString()
      .split("\n")
      .some((line) => "resource" in (parseMessage(line) ?? {}));
  });
  return { child, ended: once(child, "exit"), begun: () => begun };
}

/** Counts from the first thing that the apply creates: what comes before only reads. */
async function hitAt(
  moment: Moment,
  apply: ReturnType<typeof startApply>,
  calls: () => Promise<number>,
): Promise<void> {
  const over = () => apply.child.exitCode !== null;
  await waitFor("the apply to begin", () => apply.begun() || over(), 300);
  if ("milliseconds" in moment) {
    const deadline = performance.now() + moment.milliseconds;
    return void (await waitFor("the moment", () => performance.now() > deadline || over(), 300));
  }
  const reading = await calls();
  await waitFor("the calls", async () => over() || (await calls()) - reading >= moment.calls, 300);
}

/** A provider outlives a Terraform that was killed. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // all of them had ended
  }
}

function countsOf(leftovers: Leftovers): Record<string, number> {
  return Object.fromEntries(Object.entries(leftovers).map(([kind, names]) => [kind, names.length]));
}
