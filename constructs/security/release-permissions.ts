import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { GithubRole } from "./github-role";
import { allowRecordingReleases } from "./released-parameters";

const ECS =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html";
const NAMES = { because: "everything of one system, whose names begin alike", source: ECS };

/** Lets a role release new images of one system: everything whose names begin with `system`. */
export function allowRelease(scope: Construct, role: GithubRole, system: string): void {
  const { id, region, partition } = awsAccount(scope);
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${id}:${resource}`;
  const revisions = [arn("ecs", `task-definition/${system}-*:*`)];
  role.allow({
    sid: "RegisterRevisions",
    actions: ["ecs:RegisterTaskDefinition"],
    resources: revisions,
    reason: "a release is a new revision of a task definition",
    wildcard: NAMES,
  });
  role.allow({
    sid: "TagRevisions",
    actions: ["ecs:TagResource"],
    resources: revisions,
    conditions: { StringEquals: { "ecs:CreateAction": "RegisterTaskDefinition" } },
    reason: "a new revision has the tags of the old one",
    wildcard: NAMES,
  });
  role.allow({
    sid: "RetireRevisions",
    actions: ["ecs:DeregisterTaskDefinition"],
    resources: ["*"],
    reason: "Terraform retires the revision that it replaces; what runs it goes on",
    wildcard: { because: "the action supports no resource", source: ECS },
  });
  role.allow({
    sid: "UpdateServices",
    actions: ["ecs:UpdateService"],
    resources: [arn("ecs", `service/${system}-*/${system}-*`)],
    reason: "services roll over to the new revision",
    wildcard: NAMES,
  });
  role.allow({
    sid: "UpdateSchedules",
    actions: ["scheduler:UpdateSchedule"],
    resources: [arn("scheduler", `schedule/${system}-*/${system}-*`)],
    reason: "schedules start the new revision",
    wildcard: NAMES,
  });
  role.allow({
    sid: "UpdateTargets",
    actions: ["events:PutTargets"],
    resources: [arn("events", `rule/${system}-*`)],
    reason: "rules start the new revision",
    wildcard: NAMES,
  });
  role.allow({
    sid: "PassTaskRoles",
    actions: ["iam:PassRole"],
    resources: [`arn:${partition}:iam::${id}:role/${system}-*`],
    conditions: {
      StringEquals: {
        "iam:PassedToService": ["ecs-tasks.amazonaws.com", "events.amazonaws.com", "scheduler.amazonaws.com"],
      },
    },
    reason: "a revision, a schedule and a target name the roles they had before",
    wildcard: NAMES,
  });
  allowRecordingReleases(scope, role, system);
}
