import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { GithubRole } from "./github-role";

const SSM = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html";

/**
 * Parameter that holds what a system was released with, and the folder under it with one parameter for each workload.
 * @param system first part of the names of everything in it, such as `stowage-dev`
 */
export function releasedPath(system: string): string {
  return `/${system}/released`;
}

/** Whether a parameter of that name is such a record: of all images, or of one workload's. */
export function releasedRecord(name: string): "all" | "one" | undefined {
  const levels = name.split("/");
  if (levels[2] !== "released") return undefined;
  return ({ 3: "all", 4: "one" } as const)[levels.length];
}

/**
 * Lets a role read which images of a system were released, and no other parameter of it: a plan that names no image keeps
 * those. What AWS asks for is the folder itself to list it, and each parameter in it to refresh it.
 */
export function allowReadingReleases(scope: Construct, role: GithubRole, system: string): void {
  const folder = parameterArn(scope, releasedPath(system));
  role.allow({
    sid: "ReadReleases",
    actions: ["ssm:GetParameter", "ssm:GetParametersByPath"],
    resources: [folder, `${folder}/*`],
    reason: "a plan that names no image keeps the one that was released last",
    wildcard: { because: "a parameter for each workload of the system", source: SSM },
  });
}

/** Lets a role write down what it released, over what is there. */
export function allowRecordingReleases(scope: Construct, role: GithubRole, system: string): void {
  const folder = parameterArn(scope, releasedPath(system));
  role.allow({
    sid: "RecordReleases",
    actions: ["ssm:PutParameter"],
    resources: [folder, `${folder}/*`],
    reason: "what was released is the next plan's image",
    wildcard: { because: "a parameter for each workload of the system", source: SSM },
  });
}

function parameterArn(scope: Construct, path: string): string {
  const { id, region, partition } = awsAccount(scope);
  return `arn:${partition}:ssm:${region}:${id}:parameter${path}`;
}
