import type { ExecutionRole } from "./roles";

/** Something that ECS puts into a container's environment when it starts the container, without passing Terraform. */
export interface Injectable {
  /** ARN of the whole secret or parameter, by which events name it. */
  readonly arn: string;
  /** ARN that the task definition's `secrets` entry names, with the JSON key where there is one. */
  readonly valueFrom: string;
  /** Construct path of the secret or name of the parameter, for the permission matrix. */
  readonly origin: string;
  /** Lets the ECS agent read it for a task. */
  grantInjection(role: ExecutionRole): void;
}

/** One key of a secret that holds a JSON object. */
export function keyOf(secret: Injectable, key: string): Injectable {
  return {
    arn: secret.arn,
    // All three colons: version stage and version id stay empty, meaning the current version.
    valueFrom: `${secret.valueFrom}:${key}::`,
    origin: secret.origin,
    grantInjection: (role) => secret.grantInjection(role),
  };
}
