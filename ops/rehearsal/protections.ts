import type { StackDocument } from "./synthesized";

/** Arguments that keep a resource from being destroyed, the value that does, and the one that does not. */
const PROTECTING: Readonly<Record<string, { readonly protects: boolean; readonly lifted: boolean }>> = {
  deletion_protection: { protects: true, lifted: false },
  deletion_protection_enabled: { protects: true, lifted: false },
  enable_deletion_protection: { protects: true, lifted: false },
  skip_final_snapshot: { protects: false, lifted: true },
};

export interface LiftedProtections {
  /** The `resource` block of an override file. */
  readonly overrides: Record<string, Record<string, object>>;
  /** What is lifted, such as `aws_s3_bucket.state prevent_destroy`. */
  readonly names: readonly string[];
  /** Whether AWS has to be told as well, by an apply before the destroy. */
  readonly needsApply: boolean;
}

/** Finds everything in a stack that forbids destroying it. A real system wants that; a rehearsal ends with a destroy. */
export function liftedProtections(resources: StackDocument["resource"]): LiftedProtections {
  const overrides: LiftedProtections["overrides"] = {};
  const names: string[] = [];
  let needsApply = false;
  for (const [type, ofType] of Object.entries(resources)) {
    for (const [name, values] of Object.entries(ofType)) {
      const lifted = liftedArguments(values);
      const kept = preventsDestroy(values);
      if (!kept && Object.keys(lifted).length === 0) continue;
      overrides[type] = {
        ...overrides[type],
        [name]: { ...lifted, ...(kept ? { lifecycle: { prevent_destroy: false } } : {}) },
      };
      names.push(
        ...[...Object.keys(lifted), ...(kept ? ["prevent_destroy"] : [])].map((what) => `${type}.${name} ${what}`),
      );
      needsApply ||= Object.keys(lifted).length > 0;
    }
  }
  return { overrides, names, needsApply };
}

function liftedArguments(values: Readonly<Record<string, unknown>>): Record<string, boolean> {
  return Object.fromEntries(
    Object.entries(PROTECTING).flatMap(([name, { protects, lifted }]) =>
      values[name] === protects ? [[name, lifted]] : [],
    ),
  );
}

function preventsDestroy({ lifecycle }: Readonly<Record<string, unknown>>): boolean {
  const blocks: unknown[] = Array.isArray(lifecycle) ? lifecycle : [lifecycle];
  return blocks.some(
    (block) =>
      typeof block === "object" && block !== null && "prevent_destroy" in block && block.prevent_destroy === true,
  );
}
