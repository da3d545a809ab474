import { type ITerraformDependable, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * The dependencies that live in the same stack as `scope`. Terraform orders resources within one stack only; between
 * stacks the order is that of the stacks themselves.
 */
export function inSameStack(
  scope: IConstruct,
  dependencies: readonly (ITerraformDependable | undefined)[],
): ITerraformDependable[] {
  const stack = TerraformStack.of(scope);
  return dependencies.filter(
    (dependency): dependency is ITerraformDependable =>
      dependency !== undefined && TerraformStack.of(dependency as ITerraformDependable & IConstruct) === stack,
  );
}
