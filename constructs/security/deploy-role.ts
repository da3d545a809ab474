import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { namePrefix, pathName } from "../naming";
import { refuse } from "../report";
import type { ImageRepository } from "../storage/image-repository";
import type { GithubIdentity } from "./github-provider";
import {
  allowPlan,
  checkRepository,
  checkSubjectPart,
  checkSystem,
  type GithubRepository,
  type GithubRole,
  githubRole,
  type StateAccess,
} from "./github-role";
import { allowRelease } from "./release-permissions";

export type DeployRoleProps = {
  readonly provider: GithubIdentity;
  readonly repository: GithubRepository;
  readonly state: StateAccess & {
    /** Keys of the states that a release changes, such as `dev/app.tfstate`; they are locked meanwhile. */
    readonly writes: readonly string[];
  };
  /** Where images are pushed to, and nowhere else. */
  readonly images: readonly ImageRepository[];
  /** First part of the names of everything that may be changed, such as `stowage-dev`. @default - that of this stack */
  readonly system?: string;
} & (
  | {
      /** Runs on this branch may deploy. @default "main" */
      readonly branch?: string;
      readonly environment?: never;
    }
  | {
      /** Runs in this GitHub environment may deploy, after whatever approval GitHub asks for there. */
      readonly environment: string;
      readonly branch?: never;
    }
);

/**
 * What a workflow may do once a change is on the main branch: push images, and release them. A release is a new revision
 * of existing task definitions, the services, schedules and rules that point to it, and the record of what was released.
 *
 * It may not create or delete anything else, nor change a role, a policy, a network or a store: a plan that wants to is
 * applied by a person, or handed to those who may (docs/workflows/README.md). Such an apply fails here with AccessDenied,
 * which is the point.
 *
 * Creates: `aws_iam_role` with one policy. Costs nothing. Further rights: `deploy.role.allow({ ... })`.
 * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
 */
export class DeployRole extends Construct {
  readonly role: GithubRole;

  constructor(scope: Construct, id: string, props: DeployRoleProps) {
    super(scope, id);
    const system = props.system ?? namePrefix(this) ?? "";
    const subject =
      props.environment === undefined ? `ref:refs/heads/${props.branch ?? "main"}` : `environment:${props.environment}`;
    refuse(this, [
      ...checkRepository(props.repository),
      ...(props.environment === undefined
        ? checkSubjectPart("branch", props.branch ?? "main")
        : checkSubjectPart("environment", props.environment)),
      ...checkSystem(system),
    ]);
    this.role = githubRole(this, "role", {
      name: pathName(this),
      description: `GitHub: push images and release them, for ${props.repository}`,
      provider: props.provider,
      subject: `repo:${props.repository}:${subject}`,
    });
    const { state } = props;
    allowPlan(this, this.role, { ...state, reads: [...new Set([...state.reads, ...state.writes])] }, system);
    this.#allowStates(state);
    for (const repository of props.images) repository.grantPush(this.role);
    allowRelease(this, this.role, system);
  }

  get arn(): string {
    return this.role.arn;
  }

  #allowStates({ bucket, writes }: DeployRoleProps["state"]): void {
    const arn = `arn:${awsAccount(this).partition}:s3:::${bucket}`;
    const locks = writes.map((key) => `${arn}/${key}.tflock`);
    this.role.allow({
      sid: "WriteStates",
      actions: ["s3:PutObject"],
      resources: [...writes.map((key) => `${arn}/${key}`), ...locks],
      reason: "Terraform writes down what it has changed, and locks the state meanwhile",
    });
    this.role.allow({
      sid: "Unlock",
      actions: ["s3:DeleteObject", "s3:GetObject"],
      resources: locks,
      reason: "Terraform gives its own lock back",
    });
  }
}
