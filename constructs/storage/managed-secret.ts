import { type Injectable, keyOf } from "../security/injectable";
import type { ExecutionRole, TaskRole } from "../security/roles";

export interface ManagedSecretProps<Key extends string> {
  readonly arn: string;
  /** Construct path of what owns it, for the permission matrix. */
  readonly origin: string;
  /** The keys of the JSON object it holds. */
  readonly keys: readonly Key[];
  /** Part of a statement id that names the owner. */
  readonly sid: string;
}

/** A secret that an AWS service creates, fills and rotates for what it belongs to; nothing of it passes Terraform but its ARN. */
export class ManagedSecret<Key extends string> implements Injectable {
  readonly #props: ManagedSecretProps<Key>;

  constructor(props: ManagedSecretProps<Key>) {
    this.#props = props;
  }

  get arn(): string {
    return this.#props.arn;
  }

  get valueFrom(): string {
    return this.arn;
  }

  get origin(): string {
    return this.#props.origin;
  }

  get keys(): readonly Key[] {
    return this.#props.keys;
  }

  /** One key of the JSON object, for injection. */
  key(name: Key): Injectable {
    return keyOf(this, name);
  }

  grantInjection(role: ExecutionRole): void {
    this.grantRead(role);
  }

  /** Lets a role read it: the execution role to inject it, the task role to read the current value after a rotation. */
  grantRead(role: ExecutionRole | TaskRole): void {
    role.allow({
      sid: `ReadSecret${this.#props.sid}`,
      actions: ["secretsmanager:GetSecretValue"],
      resources: [this.arn],
      reason:
        role.kind === "execution"
          ? "ECS injects the secret when it starts the container"
          : "the application reads the secret, so that a rotated value reaches it without a restart",
    });
  }
}
