import { environmentNamed } from "../../environments/environment";
import { applyOrder } from "../compare/apply-order";
import { resourcesOf } from "../compare/resources";
import { comparisonOfResources } from "../compare/table";
import { runCost } from "./cost";
import { terminalStyle } from "./terminal";
import { unjudgedStacks } from "./unjudged-stacks";

/** What both environments are called while they are compared: their names differ everywhere, and say nothing. */
const SAME_NAME = "same";

/**
 * `stowage compare`: which resources two environments have and have not, in which settings they differ, and what each
 * costs.
 * @returns the exit status of the cost estimate
 */
export async function runCompare(before: string, after: string): Promise<number> {
  const [left, right] = [await stacksOf(before), await stacksOf(after)];
  const [one, other] = [resourcesOf(left, SAME_NAME), resourcesOf(right, SAME_NAME)];
  process.stdout.write(`${comparisonOfResources(one, other, [before, after], terminalStyle())}\n`);
  for (const sentence of applyOrder(left, right)) process.stdout.write(`${sentence}\n\n`);
  return runCost({ paths: [], environment: after, compareWith: before, json: false });
}

async function stacksOf(environment: string) {
  return unjudgedStacks({ ...environmentNamed(environment), name: SAME_NAME });
}
