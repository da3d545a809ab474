import { SecretsmanagerSecret } from "@cdktf/provider-aws/lib/secretsmanager-secret";
import { Construct } from "constructs";
import { checkedName, checkedText, pathName, statementId } from "../naming";
import { refuse } from "../report";
import { type Injectable, keyOf } from "./injectable";
import type { ExecutionRole, TaskRole } from "./roles";

export interface SecretProps<Key extends string> {
  readonly description: string;
  /** The keys of the JSON object it holds. @default - none: the secret is one opaque text */
  readonly keys?: readonly Key[];
  /**
   * Days in which a deleted secret can be restored: 0, or 7 to 30. Until they are over its name cannot be used again.
   * @default 30
   */
  readonly recoveryDays?: number;
}

/**
 * A secret in Secrets Manager, without a value: the value is put in by a person or a rotation and never passes through
 * Terraform, so it is in no state, plan or log.
 *
 * Creates: `aws_secretsmanager_secret`. Costs 0.40 USD a month, and 0.05 USD per 10,000 reads.
 * Put the value in before the first task starts: `aws secretsmanager put-secret-value --secret-id <name> ...`.
 * A running task keeps the value it started with, unless it reads the secret itself.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export class Secret<Key extends string = never> extends Construct implements Injectable {
  readonly resource: SecretsmanagerSecret;
  readonly keys: readonly Key[];

  constructor(scope: Construct, id: string, props: SecretProps<Key>) {
    super(scope, id);
    this.keys = props.keys ?? [];
    const recoveryDays = props.recoveryDays ?? 30;
    if (recoveryDays !== 0 && !(Number.isInteger(recoveryDays) && recoveryDays >= 7 && recoveryDays <= 30)) {
      refuse(this, [
        {
          code: "secret-recovery",
          prop: "recoveryDays",
          got: String(recoveryDays),
          expected: "0, or a whole number from 7 to 30",
          fix: "use 0 where the environment is rebuilt often, 30 where the secret matters",
          source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html",
        },
      ]);
    }
    this.resource = new SecretsmanagerSecret(this, "Default", {
      name: checkedName(this, "secret", pathName(this, undefined, "/")),
      description: checkedText(this, "secret-description", props.description, "description"),
      recoveryWindowInDays: recoveryDays,
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  get valueFrom(): string {
    return this.arn;
  }

  get origin(): string {
    return this.node.path;
  }

  /** One key of the JSON object, for injection. A key that was not declared is refused. */
  key(name: Key): Injectable {
    if (!this.keys.includes(name)) {
      refuse(this, [
        {
          code: "secret-key-unknown",
          prop: "key",
          got: name,
          expected: this.keys.length === 0 ? "no key: this secret is one text" : `one of ${this.keys.join(", ")}`,
          fix: "use a declared key, or declare it in keys",
          source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
        },
      ]);
    }
    return keyOf(this, name);
  }

  grantInjection(role: ExecutionRole): void {
    this.grantRead(role);
  }

  /** Lets a role read this secret: the execution role to inject it, the task role to read it while running. */
  grantRead(role: ExecutionRole | TaskRole): void {
    role.allow({
      sid: `ReadSecret${statementId(this)}`,
      actions: ["secretsmanager:GetSecretValue"],
      resources: [this.arn],
      reason:
        role.kind === "execution"
          ? "ECS injects the secret when it starts the container"
          : "the application reads the secret, so that a rotated value reaches it without a restart",
    });
  }
  /**
   * Lets an application put a new value in, and see which version is current: what hands out credentials need not be able
   * to read them.
   */
  grantPut(role: TaskRole): void {
    role.allow({
      sid: `PutSecret${statementId(this)}`,
      actions: ["secretsmanager:DescribeSecret", "secretsmanager:PutSecretValue"],
      resources: [this.arn],
      reason: "the application makes the value and hands it over to another task",
    });
  }
}
