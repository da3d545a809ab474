import { rm } from "node:fs/promises";
import path from "node:path";
import type { ResourceEvent } from "./messages";
import { type Terraform, TerraformError } from "./terraform";

export interface StateStack {
  readonly terraform: Terraform;
  /** Gives the stack the backend `s3` that it was synthesized with, or the backend `local` without any arguments. */
  readonly keepStateIn: (place: "s3" | "local") => Promise<void>;
}

export interface BootstrapProgress {
  /** Called once, when the plan is saved and being applied; awaited. */
  readonly onPlanned?: () => Promise<void>;
  readonly onResource?: (event: ResourceEvent) => void;
  /** Called once, as soon as the bucket can keep the state of others. */
  readonly onUsable?: () => void;
}

export interface Bootstrapped {
  readonly outcome: "created" | "was there";
}

/** Provider 5.100.0 watches a new lifecycle for 55 seconds before it says "created"; the bucket is usable before that. */
const NOT_NEEDED_FOR_STATE = "aws_s3_bucket_lifecycle_configuration";
/** The saved plan, in the stack's folder. */
export const BOOTSTRAP_PLAN = "bootstrap.plan";

/**
 * The local state until there is a bucket. Not Terraform's own `terraform.tfstate`: that one it would want to copy into
 * whatever backend it is shown, before anybody could look whether a state is there already.
 */
export const BOOTSTRAP_STATE = "bootstrap.tfstate";

/**
 * Brings the bucket that keeps all state into being, and moves the state of the bucket itself into it.
 *
 * The bucket can not be in its own state before it exists, so the stack is applied with a local state first, which is
 * then migrated. It may be interrupted anywhere and run again, and run again when all is done.
 */
export async function bootstrapState(stack: StateStack, progress: BootstrapProgress = {}): Promise<Bootstrapped> {
  const { terraform, keepStateIn } = stack;
  await keepStateIn("s3");
  if ((await initialised(terraform)) && (await terraform.pullState()).resources.length > 0) {
    await removeLocalState(terraform.folder);
    await applyAll(terraform, progress);
    return { outcome: "was there" };
  }
  await keepStateIn("local");
  await terraform.init({ localState: BOOTSTRAP_STATE });
  await applyAll(terraform, progress);
  await keepStateIn("s3");
  await terraform.init({ backend: "migrate" });
  await removeLocalState(terraform.folder);
  return { outcome: "created" };
}

/** Takes the state of the bucket out of the bucket again, so that the bucket can be destroyed. */
export async function moveStateOut({ terraform, keepStateIn }: StateStack): Promise<void> {
  await keepStateIn("local");
  await terraform.init({ backend: "migrate", localState: BOOTSTRAP_STATE });
}

async function applyAll(terraform: Terraform, { onPlanned, onResource, onUsable }: BootstrapProgress): Promise<void> {
  const { planned } = await terraform.plan(BOOTSTRAP_PLAN);
  const awaited = new Set(planned.filter(({ type }) => type !== NOT_NEEDED_FOR_STATE).map(({ address }) => address));
  let usable = false;
  const check = () => {
    if (usable || awaited.size > 0) return;
    usable = true;
    onUsable?.();
  };
  check();
  const apply = terraform.apply(BOOTSTRAP_PLAN, (event) => {
    onResource?.(event);
    if (event.kind === "complete") awaited.delete(event.address);
    check();
  });
  await Promise.all([apply, onPlanned?.()]);
}

/** Whether the S3 backend can be initialised; it can not while there is no bucket. */
async function initialised(terraform: Terraform): Promise<boolean> {
  try {
    await terraform.init();
    return true;
  } catch (error) {
    if (error instanceof TerraformError && isMissingBucket(error)) return false;
    throw error;
  }
}

function isMissingBucket({ diagnostics }: TerraformError): boolean {
  return diagnostics.some(({ summary, detail }) =>
    /NoSuchBucket|S3 bucket ".*" does not exist/.test(`${summary} ${detail}`),
  );
}

/** The one in the bucket is the truth by then. */
async function removeLocalState(folder: string): Promise<void> {
  await Promise.all(
    [BOOTSTRAP_STATE, `${BOOTSTRAP_STATE}.backup`].map((file) => rm(path.join(folder, file), { force: true })),
  );
}
