import { environmentNamed } from "../../environments/environment";
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
  const [left, right] = [await resourcesIn(before), await resourcesIn(after)];
  process.stdout.write(`${comparisonOfResources(left, right, [before, after], terminalStyle())}\n`);
  return runCost({ paths: [], environment: after, compareWith: before, json: false });
}

async function resourcesIn(environment: string) {
  return resourcesOf(await unjudgedStacks({ ...environmentNamed(environment), name: SAME_NAME }), SAME_NAME);
}
