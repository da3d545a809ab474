import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { machinePlaces } from "../tools/places";
import { findTools } from "../tools/tools";
import { applySystem, type RunningStack } from "./apply-system";
import { destroySystem } from "./destroy-system";
import type { AppliedSystem, Expectation } from "./extensions";
import { givenBuckets, removeBuckets } from "./given-buckets";
import { lookAround } from "./look-around";
import type { RehearsalOptions } from "./options";
import { overall, type RehearsalReport } from "./report";
import { describeRequests, REQUESTS_STEP, requireTaken } from "./requests";
import { prepareSetting, type Setting } from "./setting";
import { describeMismatches } from "./stack-run";
import { evenIfFailed, StepFailed, StepLog } from "./steps";
import { readStacks } from "./synthesized";

/**
 * Lives the whole life of a synthesized system in a local AWS: bootstrap of the state bucket, init, validate, plan and
 * apply of every stack in its order, a second plan that must be empty, reading back what AWS has, what else there is
 * to check, destroy in the reverse order, nothing left, and not one request that AWS would refuse.
 *
 * What was synthesized is not touched: it works on copies, in a folder that is removed at the end. It can reach
 * nothing but the emulator. A failed step is in the report; the steps that need it are skipped.
 *
 * @throws MissingToolsError when the machine lacks what it takes
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const started = performance.now();
  const print = options.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const log = new StepLog({ print });
  const synthesized = await readStacks(options.synthesized);
  const tools = await findTools(options.places ?? machinePlaces(options.projectRoot));
  for (const { path: place, version, origin } of Object.values(tools)) {
    print(`  ${place} (${version}, ${origin})`);
  }
  const workFolder = await mkdtemp(path.join(options.workRoot ?? tmpdir(), "stowage-rehearsal-"));
  try {
    await using setting = await log.run(
      "-",
      "emulator",
      () => prepareSetting(tools, synthesized, workFolder, options),
      ({ emulator }) => emulator.url,
    );
    try {
      await live(setting, log, options, print);
    } finally {
      await evenIfFailed(judgeRequests(setting, log, print));
    }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - started) / 1000;
  return { outcome: overall(log.steps), steps: log.steps, seconds };
}

async function live(
  setting: Setting,
  log: StepLog,
  options: RehearsalOptions,
  print: (line: string) => void,
): Promise<void> {
  const signal = options.signal ?? new AbortController().signal;
  const applied = await applySystem(setting, log, options.stateStack);
  await lookInto(setting, applied, log, options, signal);
  if (options.keep) {
    print(lookAround(setting));
    await aborted(signal);
    return;
  }
  await destroySystem(applied, setting, log);
  await log.run("-", "nothing left", () => requireNothingLeft(setting));
}

/** Also of a rehearsal that ended early: an apply that failed on a refusal is told with the construct behind it. */
async function judgeRequests(
  { emulator, stacks, diagnosed }: Setting,
  log: StepLog,
  print: (line: string) => void,
): Promise<void> {
  await log.run(
    "-",
    REQUESTS_STEP,
    async () => {
      const report = await emulator.requests();
      print(`  ${REQUESTS_STEP}: ${describeRequests(report)}`);
      requireTaken(report, stacks, diagnosed);
      return report;
    },
    describeRequests,
  );
}

async function lookInto(
  setting: Setting,
  applied: readonly RunningStack[],
  log: StepLog,
  options: RehearsalOptions,
  signal: AbortSignal,
): Promise<void> {
  const { expectations = [], phases = [] } = options;
  if (expectations.length + phases.length === 0) return;
  const { aws, emulator, region, workFolder } = setting;
  const outputs = Object.fromEntries(
    await Promise.all(applied.map(async ({ run }) => [run.name, await run.terraform.output()] as const)),
  );
  const system: AppliedSystem = {
    aws,
    url: emulator.url,
    account: emulator.account,
    region,
    workFolder,
    outputs,
    terraform: (stack) => {
      const found = applied.find(({ run }) => run.name === stack);
      if (found === undefined) throw new Error(`there is no stack ${stack}`);
      return found.run.terraform;
    },
    signal,
  };
  for (const expectation of expectations) {
    await evenIfFailed(log.run("-", expectation.name, () => requireAsExpected(expectation, system)));
  }
  for (const phase of phases) {
    await evenIfFailed(
      log.run(
        "-",
        phase.name,
        (note) => phase.run(system, note),
        (text) => text,
      ),
    );
  }
}

async function requireAsExpected(expectation: Expectation, system: AppliedSystem): Promise<void> {
  const mismatches = await expectation.check(system);
  if (mismatches.length > 0) throw new Error(describeMismatches(mismatches));
}

async function requireNothingLeft({ aws, emulator, stacks }: Setting): Promise<void> {
  await removeBuckets(givenBuckets(stacks), aws.s3);
  const left = Object.entries(await emulator.leftovers());
  if (left.length > 0) {
    const lines = left.map(([kind, names]) => `  ${kind}: ${names.join(", ")}`);
    throw new Error([`something is left after the destroy`, ...lines].join("\n"));
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
