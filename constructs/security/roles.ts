import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Conditions } from "./policy";
import { ServiceRole } from "./service-role";

/** The ECS agent's role for one task: pulls the image, reads the secrets it injects, writes the logs. */
export type ExecutionRole = ServiceRole<"execution">;
/** The application's own role. */
export type TaskRole = ServiceRole<"task">;
/** The EC2 host's role: joins the cluster and nothing a container should be able to do. */
export type InstanceRole = ServiceRole<"instance">;
/** Does what schedules of one group are for: starts one task definition family, or refreshes one fleet. */
export type SchedulerRole = ServiceRole<"scheduler">;

export function executionRole(scope: Construct, id: string, name: string): ExecutionRole {
  return new ServiceRole(scope, id, {
    kind: "execution",
    name,
    description: "ECS agent: pull the image, read injected secrets, write logs",
    trust: { service: "ecs-tasks.amazonaws.com", conditions: fromEcsOfThisAccount(scope) },
  });
}

export function taskRole(scope: Construct, id: string, name: string): TaskRole {
  return new ServiceRole(scope, id, {
    kind: "task",
    name,
    description: "The application's own AWS calls",
    trust: { service: "ecs-tasks.amazonaws.com", conditions: fromEcsOfThisAccount(scope) },
  });
}

export function instanceRole(scope: Construct, id: string, name: string): InstanceRole {
  return new ServiceRole(scope, id, {
    kind: "instance",
    name,
    description: "EC2 host: join the ECS cluster, accept Session Manager sessions",
    // EC2 sends neither aws:SourceArn nor aws:SourceAccount when it assumes a role for an instance profile.
    trust: { service: "ec2.amazonaws.com" },
  });
}

/** @param does what the role is for, after "EventBridge Scheduler: " */
export function schedulerRole(
  scope: Construct,
  id: string,
  name: string,
  scheduleGroupArn: string,
  does = "run one task definition family",
): SchedulerRole {
  return new ServiceRole(scope, id, {
    kind: "scheduler",
    name,
    description: `EventBridge Scheduler: ${does}`,
    trust: {
      service: "scheduler.amazonaws.com",
      // The group is the narrowest source Scheduler can be held to.
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      conditions: {
        StringEquals: { "aws:SourceAccount": awsAccount(scope).id, "aws:SourceArn": scheduleGroupArn },
      },
    },
  });
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
function fromEcsOfThisAccount(scope: Construct): Conditions {
  const { id, region, partition } = awsAccount(scope);
  return {
    StringEquals: { "aws:SourceAccount": id },
    ArnLike: { "aws:SourceArn": `arn:${partition}:ecs:${region}:${id}:*` },
  };
}
