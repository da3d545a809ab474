import type { CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import { flagOf, type SynthesizedStack } from "../model/synthesized-stack";
import { stateBuckets } from "./check-state";

/** Context in which an app says whether what holds data resists deletion; the environment file's `protect`. */
const PROTECT = "stowage:protect";

/**
 * Whether a stack's data is to resist deletion: as the app's context says, else as the bucket that keeps the stack's state
 * is protected. Undefined when neither tells, and then nothing about protection is judged.
 */
export function protection(context: CheckContext, stack: SynthesizedStack): boolean | undefined {
  const [root] = context.tree.constructs.values();
  const said: unknown = root?.node.tryGetContext(PROTECT);
  if (typeof said === "boolean") return said;
  const bucket = stateBuckets(context).find((block) => context.app.text(block, "bucket") === stack.backend.bucket);
  if (bucket === undefined) return undefined;
  return blocksOf(bucket.body.lifecycle).some((block) => flagOf(block.prevent_destroy) === true);
}
