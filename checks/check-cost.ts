import type { Finding } from "../constructs/rules/finding";
import type { CheckContext } from "./check-context";
import { checkBudget } from "./cost/budget";
import { estimateCost } from "./cost/estimate";
import { CostInputError } from "./cost/input-error";
import { readTerraformJson } from "./cost/read-terraform-json";
import type { FreeTierMode } from "./facts/free-tier";

/** What a month may cost, as the environment file says. */
export interface Budget {
  readonly monthlyUsd: number;
  readonly freeTier: FreeTierMode;
}

/** The estimate of all stacks together against the budget. */
export function checkCost({ app }: CheckContext, { monthlyUsd, freeTier }: Budget): Finding[] {
  try {
    const documents = app.stacks.map(({ name, json }) => readTerraformJson(name, [json]));
    return checkBudget(estimateCost(documents, { freeTier }), monthlyUsd);
  } catch (error) {
    if (!(error instanceof CostInputError)) throw error;
    return [
      {
        code: "cost-not-estimated",
        severity: "error",
        path: app.stacks[0]?.name ?? "app",
        prop: "budget",
        got: error.message,
        expected: "stacks whose monthly cost can be estimated and compared with the budget",
        fix: "correct the named value",
        source: "docs/cost.md",
      },
    ];
  }
}
