import { BOOTSTRAP_PLAN, bootstrapState, type StateStack } from "../terraform/bootstrap";
import type { Plan } from "../terraform/plan";
import { allOrFail } from "./all-or-fail";
import { writeOverride } from "./override";
import type { Setting } from "./setting";
import { progress, StackRun } from "./stack-run";
import { evenIfFailed, StepFailed, type StepLog } from "./steps";
import type { SynthesizedStack } from "./synthesized";

/** A stack of a rehearsal with its steps. */
export interface RunningStack {
  readonly stack: SynthesizedStack;
  readonly run: StackRun;
  /** Only for the stack that keeps the state of all. */
  readonly stateStack?: StateStack;
}

/**
 * Applies every stack as soon as those it depends on are applied. What only looks (second plan, reading back) runs
 * beside the next stack's apply, which is mostly waiting.
 *
 * @returns the stacks, dependencies first
 * @throws StepFailed when a stack could not be applied; everything that could go on has ended by then
 */
export async function applySystem(
  setting: Setting,
  log: StepLog,
  stateStackName?: string,
): Promise<readonly RunningStack[]> {
  const chosen = chooseStateStack(setting.stacks, stateStackName);
  const running = setting.stacks.map((stack): RunningStack => {
    const run = new StackRun(stack.name, setting.terraformIn(stack), log);
    return { stack, run, ...(stack === chosen ? { stateStack: stateStack(stack, run, setting) } : {}) };
  });
  const usable = new Map<string, Promise<void>>();
  const whole: Promise<void>[] = [];
  for (const one of running) {
    const before = one.stack.dependencies.flatMap((name) => usable.get(name) ?? []);
    const [becomesUsable, becomesWhole] = applyOne(one, before, setting, log);
    usable.set(one.stack.name, becomesUsable);
    whole.push(becomesWhole);
  }
  await allOrFail([...usable.values(), ...whole]);
  return running;
}

/** When others can build on the stack, and when all that is to be said of it is said. */
function applyOne(
  one: RunningStack,
  before: readonly Promise<void>[],
  setting: Setting,
  log: StepLog,
): [Promise<void>, Promise<void>] {
  const { run } = one;
  const validated = run.validate();
  const ready = allOrFail([validated, ...before]).catch((error: unknown) => {
    if (error instanceof StepFailed) log.skip(run.name, "apply", error.message);
    throw error;
  });
  let letOthersStart: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    letOthersStart = resolve;
  });
  const applied = ready.then(() =>
    one.stateStack === undefined ? run.apply() : bootstrap(one.stateStack, run, letOthersStart, log),
  );
  const becomesUsable = Promise.race([started, applied.then(() => undefined)]);
  const becomesWhole = applied.then((plan) =>
    allOrFail([evenIfFailed(run.planAgain()), evenIfFailed(run.readBack(plan, setting.aws))]),
  );
  return [becomesUsable, becomesWhole];
}

async function bootstrap(stack: StateStack, run: StackRun, onUsable: () => void, log: StepLog): Promise<Plan> {
  let plan: Plan = { resources: [], changes: [] };
  const onPlanned = async () => {
    plan = await run.terraform.showPlan(BOOTSTRAP_PLAN);
  };
  await log.run(
    run.name,
    "bootstrap",
    (note) => bootstrapState(stack, { onPlanned, onResource: progress(undefined, note), onUsable }),
    ({ outcome }) => (outcome === "created" ? "bucket created, its own state moved into it" : "was there"),
  );
  return plan;
}

function stateStack(stack: SynthesizedStack, { terraform }: StackRun, { awsFiles }: Setting): StateStack {
  return { terraform, keepStateIn: (state) => writeOverride(stack, { aws: awsFiles, state }) };
}

function chooseStateStack(stacks: readonly SynthesizedStack[], name: string | undefined): SynthesizedStack | undefined {
  if (name === undefined) {
    return stacks.find((stack) => stack.name.endsWith("-state"));
  }
  const found = stacks.find((stack) => stack.name === name);
  if (found === undefined) {
    throw new Error(`there is no stack ${name}; there are ${stacks.map((stack) => stack.name).join(", ")}`);
  }
  return found;
}
