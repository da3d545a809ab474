/**
 * What was handed to the estimate can't be used: not Terraform, no region, or an assumption that is no number.
 * The command line answers it with exit status 2.
 */
export class CostInputError extends Error {
  readonly code = "cost-input";

  /** @param where the file, resource or option at fault */
  constructor(where: string, got: string, expected: string, fix: string) {
    super(`${where}: [cost-input] got ${got}, expected ${expected}; ${fix}`);
    this.name = "CostInputError";
  }
}
