import { perContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { Block, Json, Reference, SynthesizedApp } from "../model/synthesized-app";
import { listOf } from "../model/synthesized-stack";
import { type PolicyStatement, policyStatements } from "./policy-text";

/** One statement of a role, as synthesized, with resources in canonical form. */
export interface Grant extends PolicyStatement {
  readonly role: Block;
  /** The resource that holds the policy. */
  readonly block: Block;
  /** What the resources refer to, in order. */
  readonly references: readonly Reference[];
}

/** A policy of AWS's own, attached by its ARN. */
export interface ManagedPolicy {
  readonly role: Block;
  readonly block: Block;
  readonly arn: string;
}

/** What every role of an app may do. */
export class RolePermissions {
  readonly managed: ManagedPolicy[] = [];
  /** Policies that cannot be read from the file. */
  readonly opaque: Block[] = [];
  readonly #grants = new Map<Block, Grant[]>();
  readonly #texts = new Map<Block, string[]>();

  constructor(private readonly app: SynthesizedApp) {
    for (const policy of app.ofType("aws_iam_role_policy")) {
      this.#add(app.follow(policy, "role", "aws_iam_role"), policy.body.policy, policy);
    }
    for (const role of app.ofType("aws_iam_role")) {
      for (const inline of blocksOf(role.body.inline_policy)) this.#add(role, inline.policy, role);
      for (const arn of listOf(role.body.managed_policy_arns)) this.#attach(role, arn, role);
    }
    for (const attachment of app.ofType("aws_iam_role_policy_attachment")) {
      this.#attach(app.follow(attachment, "role", "aws_iam_role"), attachment.body.policy_arn, attachment);
    }
    for (const attachment of app.ofType("aws_iam_policy_attachment")) {
      for (const role of app.targets(attachment.body.roles, attachment.stack, "aws_iam_role")) {
        this.#attach(role, attachment.body.policy_arn, attachment);
      }
    }
  }

  /** The statements of a role, allowed and denied; none for a role of somewhere else. */
  of(role: Block | undefined): readonly Grant[] {
    return role === undefined ? [] : (this.#grants.get(role) ?? []);
  }

  /** The text of a role's policy as it was synthesized, when it has exactly one. */
  textOf(role: Block): string | undefined {
    const texts = this.#texts.get(role) ?? [];
    return texts.length === 1 ? texts[0] : undefined;
  }

  all(): Grant[] {
    return [...this.#grants.values()].flat();
  }

  #attach(role: Block | undefined, arn: Json | undefined, block: Block): void {
    if (role === undefined || typeof arn !== "string") return;
    const policy = this.app.target(arn, block.stack, "aws_iam_policy");
    if (policy !== undefined) this.#add(role, policy.body.policy, policy);
    else this.managed.push({ role, block, arn: this.app.canonical(arn, block.stack) });
  }

  #add(role: Block | undefined, policy: Json | undefined, block: Block): void {
    if (role === undefined) return;
    this.#texts.set(role, [...(this.#texts.get(role) ?? []), String(policy)]);
    const statements = policyStatements(this.app, policy, block);
    if (statements === undefined) {
      this.opaque.push(block);
      return;
    }
    const grants = this.#grants.get(role) ?? [];
    for (const statement of statements) {
      const resources = statement.resources.map((resource) => this.app.canonical(resource, block.stack));
      const references = statement.resources.flatMap((resource) => this.app.references(resource, block.stack));
      grants.push({ ...statement, resources, references, role, block });
    }
    this.#grants.set(role, grants);
  }
}

export const rolePermissions = perContext(({ app }) => new RolePermissions(app));
