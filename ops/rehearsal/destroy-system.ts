import { moveStateOut } from "../terraform/bootstrap";
import { allOrFail } from "./all-or-fail";
import type { RunningStack } from "./apply-system";
import { emptyBuckets } from "./empty-buckets";
import { writeOverride } from "./override";
import { liftedProtections } from "./protections";
import type { Setting } from "./setting";
import type { StepLog } from "./steps";

/**
 * Destroys every stack as soon as those that depend on it are gone; the one that keeps the state of all comes last,
 * because the others' state is in it, and takes its own state out first.
 *
 * @throws StepFailed when any step failed
 */
export async function destroySystem(running: readonly RunningStack[], setting: Setting, log: StepLog): Promise<void> {
  const gone = new Map<string, Promise<void>>();
  for (const one of running.toReversed()) {
    const dependents = running.filter(
      ({ stack }) => one.stateStack !== undefined || stack.dependencies.includes(one.stack.name),
    );
    const before = dependents.flatMap(({ stack }) => gone.get(stack.name) ?? []);
    gone.set(
      one.stack.name,
      allOrFail(before).then(() => destroyOne(one, setting, log)),
    );
  }
  await allOrFail([...gone.values()]);
}

async function destroyOne(
  { stack, run, stateStack }: RunningStack,
  { aws, awsFiles }: Setting,
  log: StepLog,
): Promise<void> {
  const { terraform } = run;
  if (stateStack !== undefined) {
    await log.run(
      run.name,
      "move state out",
      () => moveStateOut(stateStack),
      () => "back into a local file",
    );
  }
  const lifted = liftedProtections(stack.document.resource);
  if (lifted.names.length > 0) {
    await log.run(
      run.name,
      "lift protection",
      async () => {
        const state = stateStack === undefined ? "s3" : "local";
        await writeOverride(stack, { aws: awsFiles, state, unprotected: true });
        if (lifted.needsApply) await terraform.apply();
      },
      () => lifted.names.join(", "),
    );
  }
  await emptyBuckets((await terraform.pullState()).resources, aws.s3);
  await run.destroy();
}
