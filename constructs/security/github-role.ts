import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Violation } from "../rules/finding";
import { GITHUB_AUDIENCE, GITHUB_HOST, type GithubIdentity } from "./github-provider";
import { READ_ACTIONS } from "./read-actions";
import { allowReadingReleases } from "./released-parameters";
import { ServiceRole } from "./service-role";

/** A role that GitHub's workflows assume. */
export type GithubRole = ServiceRole<"deploy">;

/** A repository on GitHub, such as `acme/shop`. */
export type GithubRepository = `${string}/${string}`;

/** Where Terraform keeps its states, and which of them are meant. */
export interface StateAccess {
  readonly bucket: string;
  /** Keys, such as `dev/app.tfstate`. */
  readonly reads: readonly string[];
}

const SUBJECTS = "https://docs.github.com/en/actions/concepts/security/openid-connect#understanding-the-oidc-token";
const WIDE_READS =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html";

const PUBLIC_PARAMETERS =
  "https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html";

export interface GithubRoleProps {
  readonly name: string;
  readonly description: string;
  readonly provider: GithubIdentity;
  /** The whole subject of the token, without any wildcard. */
  readonly subject: string;
}

/** A role that exactly one kind of workflow run of one repository may assume. */
export function githubRole(scope: Construct, id: string, props: GithubRoleProps): GithubRole {
  return new ServiceRole(scope, id, {
    kind: "deploy",
    name: props.name,
    description: props.description,
    trust: {
      identityProvider: props.provider.arn,
      conditions: {
        StringEquals: { [`${GITHUB_HOST}:aud`]: GITHUB_AUDIENCE, [`${GITHUB_HOST}:sub`]: props.subject },
      },
    },
  });
}

/**
 * Lets a role read what a plan compares: the settings of resources, the named states and what was released of one system,
 * and no content of anything else.
 */
export function allowPlan(scope: Construct, role: GithubRole, { bucket, reads }: StateAccess, system: string): void {
  const { partition, region } = awsAccount(scope);
  const arn = `arn:${partition}:s3:::${bucket}`;
  role.allow({
    sid: "ReadSettings",
    actions: READ_ACTIONS,
    resources: ["*"],
    reason: "a plan compares the settings of every resource with the configuration",
    wildcard: { because: "most of these actions support no resource", source: WIDE_READS },
  });
  role.allow({
    sid: "ReadStates",
    actions: ["s3:GetObject"],
    resources: reads.map((key) => `${arn}/${key}`),
    reason: "a plan begins with what Terraform knows",
  });
  role.allow({
    sid: "ReadImages",
    actions: ["ssm:GetParameter"],
    resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`],
    reason: "AWS publishes there which machine image is the newest",
    wildcard: { because: "AWS's own public parameters, one for each image", source: PUBLIC_PARAMETERS },
  });
  allowReadingReleases(scope, role, system);
}

/** Everything wrong with whom a role is for. */
export function checkRepository(repository: string): Violation[] {
  if (/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/[A-Za-z0-9._-]{1,100}$/.test(repository)) return [];
  return [
    {
      code: "github-repository",
      prop: "repository",
      got: repository,
      expected: "owner/name, without a wildcard: every repository that matches could deploy",
      fix: "write it as acme/shop",
      source: SUBJECTS,
    },
  ];
}

/** A branch or environment as part of a subject, which is compared letter by letter. */
export function checkSubjectPart(prop: string, value: string): Violation[] {
  if (/^[^\s*?:]{1,255}$/.test(value)) return [];
  return [
    {
      code: "github-subject",
      prop,
      got: value,
      expected: "a name without spaces, colons or wildcards",
      fix: "name exactly one",
      source: SUBJECTS,
    },
  ];
}

/** A system's first part of all names. Everything in the account begins with nothing. */
export function checkSystem(system: string): Violation[] {
  if (/^[a-zA-Z0-9][a-zA-Z0-9-]+$/.test(system)) return [];
  return [
    {
      code: "deploy-system",
      prop: "system",
      got: system === "" ? "nothing" : system,
      expected: "the first part of the names of one system",
      fix: 'write it as "stowage-dev", or call setNamePrefix on the stack',
    },
  ];
}
