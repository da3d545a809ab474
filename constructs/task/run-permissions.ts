import type { ServiceRole } from "../security/service-role";
import type { Task } from "./task";

const SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html";

/**
 * Lets a role start one task definition family on one cluster and pass exactly the task's two roles to it. All
 * revisions of the family, because a role bound to one revision fails after the next deployment.
 */
export function allowRunning(role: ServiceRole<"scheduler" | "events">, task: Task): void {
  role.allow({
    sid: "RunTask",
    actions: ["ecs:RunTask"],
    resources: [`${task.familyArn}:*`],
    conditions: { ArnEquals: { "ecs:cluster": task.cluster.arn } },
    reason: "starts the task",
    wildcard: { because: "every deployment makes a new revision of the same family", source: SOURCE },
  });
  role.allow({
    sid: "PassTaskRoles",
    actions: ["iam:PassRole"],
    resources: [task.executionRole.arn, task.taskRole.arn],
    conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    reason: "hands the task its execution role and its task role",
  });
}
