import { explainLock, type LockHolder } from "../lock";
import { TerraformError } from "../terraform";
import { findOutsideState, type Looking, type OutsideState } from "./find-outside-state";

/** What a look at a stack gave: what is outside its state, or why that can not be told yet. */
export type Look =
  | { readonly kind: "seen"; readonly outside: OutsideState }
  | { readonly kind: "locked"; readonly lock: LockHolder; readonly text: string }
  /** The stack stands on outputs of another one that has not been deployed, or not to its end. */
  | { readonly kind: "later" }
  /** There is no bucket, and so no state of anything. */
  | { readonly kind: "no bucket" };

/**
 * Looks for what a stack has outside its state.
 *
 * @param unlock the id of a lock whose holder is dead; the lock is taken away if it has that id
 * @throws TerraformError where Terraform fails for a reason of another kind
 */
export async function look(looking: Looking, unlock?: string): Promise<Look> {
  const { terraform } = looking;
  try {
    await terraform.init();
    return { kind: "seen", outside: await unlocked(terraform, unlock, () => findOutsideState(looking)) };
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    if (error.lock !== undefined) return { kind: "locked", lock: error.lock, text: explainLock(error.lock) };
    if (says(error, /NoSuchBucket|S3 bucket ".*" does not exist/)) return { kind: "no bucket" };
    if (says(error, /Unable to find remote state|Unsupported attribute.*(outputs|object)/s)) return { kind: "later" };
    throw error;
  }
}

async function unlocked<T>(
  terraform: Looking["terraform"],
  id: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (id === undefined || !(error instanceof TerraformError) || error.lock?.id !== id) throw error;
    await terraform.forceUnlock(id);
    return work();
  }
}

function says({ diagnostics }: TerraformError, pattern: RegExp): boolean {
  return diagnostics.some(({ summary, detail }) => pattern.test(`${summary} ${detail}`));
}
