import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { dependable, Lazy, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { checkedName, checkedText } from "../naming";
import { policyDocument, type Statement, type Trust, trustDocument } from "./policy";

/** What a role is for. A grant takes the kind it makes sense for, so that the wrong one does not compile. */
export type RoleKind = "execution" | "task" | "instance" | "scheduler" | "events" | "redeploy" | "deploy";

export interface ServiceRoleProps<K extends RoleKind> {
  readonly kind: K;
  /** Physical name, at most 64 characters. */
  readonly name: string;
  readonly description: string;
  readonly trust: Trust;
}

/**
 * An IAM role that one AWS service assumes, with at most one inline policy that grows by `allow`.
 *
 * Creates: `aws_iam_role`, and `aws_iam_role_policy` once something is allowed. Costs nothing.
 * The policy is inline and not attached by ARN, so that deleting the role deletes everything it could do.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-ecs-iam-role-overview.html
 */
export class ServiceRole<K extends RoleKind> extends Construct {
  readonly kind: K;
  readonly resource: IamRole;
  readonly trust: Trust;
  readonly #statements: Statement[] = [];
  readonly #dependents: TerraformResource[] = [];
  #policy: IamRolePolicy | undefined;

  constructor(scope: Construct, id: string, props: ServiceRoleProps<K>) {
    super(scope, id);
    this.kind = props.kind;
    this.trust = props.trust;
    this.resource = new IamRole(this, "Default", {
      name: checkedName(this, "iam-role", props.name, "name"),
      description: checkedText(this, "iam-role-description", props.description, "description"),
      assumeRolePolicy: trustDocument(props.trust),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** Everything the role may do, for the permission matrix and its tests. */
  get statements(): readonly Statement[] {
    return this.#statements;
  }

  /** Adds a statement; saying the same thing twice (same sid) adds nothing. */
  allow(statement: Statement): void {
    if (this.#statements.some((known) => known.sid === statement.sid)) return;
    this.#statements.push(statement);
    if (this.#policy !== undefined) return;
    this.#policy = new IamRolePolicy(this, "policy", {
      name: "permissions",
      role: this.resource.name,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.#statements) }),
    });
    for (const dependent of this.#dependents) this.#order(dependent, this.#policy);
  }

  /**
   * Makes a resource wait for the role's policy on create and outlive it on destroy. Without it ECS cannot stop tasks or
   * deregister targets any more while the service drains.
   *
   * @see https://github.com/hashicorp/terraform-provider-aws/issues/3414
   */
  outlives(dependent: TerraformResource): void {
    this.#dependents.push(dependent);
    if (this.#policy !== undefined) this.#order(dependent, this.#policy);
  }

  #order(dependent: TerraformResource, policy: IamRolePolicy): void {
    dependent.dependsOn = [...(dependent.dependsOn ?? []), dependable(policy)];
  }
}
