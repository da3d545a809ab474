import { type Alternative, alternatives } from "../../checks/cost/alternatives";
import { checkBudget } from "../../checks/cost/budget";
import { type Comparison, compareEstimates } from "../../checks/cost/compare";
import { type Estimate, type EstimateOptions, estimateCost } from "../../checks/cost/estimate";
import type { TerraformDocument } from "../../checks/cost/terraform-document";
import type { Finding } from "../../constructs/rules/finding";

/** Everything `stowage cost` knows, as `--json` prints it. */
export interface CostReport {
  /** Version of this shape; it grows with every change that breaks a reader. */
  readonly schema: 1;
  readonly estimate: Estimate;
  readonly alternatives: readonly Alternative[];
  /** What the budget says; empty without a budget. */
  readonly findings: readonly Finding[];
  /** From the baseline (`with`) to the estimate. */
  readonly comparison?: Comparison & { readonly with: Estimate };
}

/** Estimates a system, and the baseline it is compared with. */
export function costReport(
  system: readonly TerraformDocument[],
  options: EstimateOptions & { readonly budgetUsd?: number },
  compareWith?: readonly TerraformDocument[],
): CostReport {
  const estimate = estimateCost(system, options);
  const other = compareWith === undefined ? undefined : estimateCost(compareWith, options);
  return {
    schema: 1,
    estimate,
    alternatives: alternatives(system, estimate, options),
    findings: options.budgetUsd === undefined ? [] : checkBudget(estimate, options.budgetUsd),
    ...(other === undefined ? {} : { comparison: { ...compareEstimates(other, estimate), with: other } }),
  };
}
