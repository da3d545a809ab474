import { rm } from "node:fs/promises";
import path from "node:path";
import type { ResourceEvent } from "./messages";
import type { Plan } from "./plan";
import { type Terraform, TerraformError } from "./terraform";

export interface StateStack {
  readonly terraform: Terraform;
  /** Makes the stack's folder keep its state in the bucket, or in a file of the folder. */
  readonly keepStateIn: (place: "s3" | "local") => Promise<void>;
}

export interface BootstrapProgress {
  readonly onResource?: (event: ResourceEvent) => void;
  /** Called once, as soon as the bucket can keep the state of others. */
  readonly onUsable?: () => void;
}

export interface Bootstrapped {
  readonly outcome: "created" | "was there";
  /** What was planned and applied. */
  readonly plan: Plan;
}

/** Provider 5.100.0 watches a new lifecycle for 55 seconds before it says "created"; the bucket is usable before that. */
const NOT_NEEDED_FOR_STATE = "aws_s3_bucket_lifecycle_configuration";
const PLAN = "stowage.plan";

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
    return { outcome: "was there", plan: await applyAll(terraform, progress) };
  }
  await keepStateIn("local");
  await terraform.init();
  const plan = await applyAll(terraform, progress);
  await keepStateIn("s3");
  await terraform.init({ backend: "migrate" });
  await removeLocalState(terraform.folder);
  return { outcome: "created", plan };
}

/** Takes the state of the bucket out of the bucket again, so that the bucket can be destroyed. */
export async function moveStateOut({ terraform, keepStateIn }: StateStack): Promise<void> {
  await keepStateIn("local");
  await terraform.init({ backend: "migrate" });
}

async function applyAll(terraform: Terraform, { onResource, onUsable }: BootstrapProgress): Promise<Plan> {
  await terraform.plan({ out: PLAN });
  const plan = await terraform.showPlan(PLAN);
  const awaited = new Set(
    plan.changes
      .filter(({ type, actions }) => type !== NOT_NEEDED_FOR_STATE && !actions.includes("no-op"))
      .map(({ address }) => address),
  );
  let usable = false;
  const check = () => {
    if (usable || awaited.size > 0) return;
    usable = true;
    onUsable?.();
  };
  check();
  await terraform.apply(PLAN, (event) => {
    onResource?.(event);
    if (event.kind === "complete") awaited.delete(event.address);
    check();
  });
  return plan;
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

/** A local state that stayed behind would be taken for an interrupted bootstrap one day. */
async function removeLocalState(folder: string): Promise<void> {
  await Promise.all(
    ["terraform.tfstate", "terraform.tfstate.backup"].map((file) => rm(path.join(folder, file), { force: true })),
  );
}
