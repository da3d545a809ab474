import type { ExecutionRole } from "./roles";

/** Something that ECS puts into a container's environment when it starts the container, without passing Terraform. */
export interface Injectable {
  /** ARN that the task definition's `secrets` entry names, with the JSON key where there is one. */
  readonly valueFrom: string;
  /** Construct path of the secret or name of the parameter, for the permission matrix. */
  readonly origin: string;
  /** Lets the ECS agent read it for a task. */
  grantInjection(role: ExecutionRole): void;
}
