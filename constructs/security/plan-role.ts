import { Construct } from "constructs";
import { namePrefix, pathName } from "../naming";
import { refuse } from "../report";
import type { GithubIdentity } from "./github-provider";
import {
  allowPlan,
  checkRepository,
  checkSystem,
  type GithubRepository,
  type GithubRole,
  githubRole,
  type StateAccess,
} from "./github-role";

export interface PlanRoleProps {
  readonly provider: GithubIdentity;
  readonly repository: GithubRepository;
  readonly state: StateAccess;
  /** First part of the names of the system whose released images a plan reads, such as `stowage-dev`. @default - that of this stack */
  readonly system?: string;
}

/**
 * What a workflow may do for a pull request: plan, and change nothing. It reads settings, the named states and what was
 * released, no content of a bucket, table, queue or secret. It takes no lock, so run `terraform plan -lock=false`.
 *
 * Creates: `aws_iam_role` with one policy. Costs nothing.
 * GitHub gives pull requests from forks no token; everybody who may push a branch to the repository can use this role.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class PlanRole extends Construct {
  readonly role: GithubRole;

  constructor(scope: Construct, id: string, props: PlanRoleProps) {
    super(scope, id);
    const system = props.system ?? namePrefix(this) ?? "";
    refuse(this, [...checkRepository(props.repository), ...checkSystem(system)]);
    this.role = githubRole(this, "role", {
      name: pathName(this),
      description: `GitHub: plan for pull requests of ${props.repository}`,
      provider: props.provider,
      subject: `repo:${props.repository}:pull_request`,
    });
    allowPlan(this, this.role, props.state, system);
  }

  get arn(): string {
    return this.role.arn;
  }
}
