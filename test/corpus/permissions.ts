import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { Fn } from "cdktf";
import { ServiceRole } from "../../constructs/security/service-role";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { NOBODY, type SoundParts } from "./sound-parts";

const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };

function another({ stack, cluster, fleet }: SoundParts, image: string): Service {
  return new Service(stack, "other", { cluster, runOn: fleet, ...size, container: { image } });
}

/** Who may do what: mistakes that are on no list. */
export const PERMISSIONS: readonly BrokenSystem[] = [
  built(undefined, "image-unpullable", "the address of a repository as text", (parts) => {
    new EcrRepository(parts.stack, "shop", { name: "shop", forceDelete: true });
    another(parts, "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1.2.3");
  }),
  tampered(undefined, "exec-unpermitted", "a shell that the task role does not allow", (file) => {
    file.one("aws_ecs_service").enable_execute_command = true;
  }),
  built(undefined, "pass-role-wide", "a role that may hand out any role", ({ service }) => {
    service.taskRole.allow({
      sid: "PassAny",
      actions: ["iam:PassRole"],
      resources: ["arn:aws:iam::123456789012:role/shop-*"],
      reason: "starts tasks",
    });
  }),
  built(undefined, "wildcard-undeclared", "every action on every object", ({ service }) => {
    const reason = "keeps files";
    service.taskRole.allow({ sid: "Files", actions: ["s3:*"], resources: ["arn:aws:s3:::shop-files/*"], reason });
  }),
  built(undefined, "wildcard-undeclared", "every table of the account", ({ service }) => {
    const reason = "keeps rows";
    const resources = ["arn:aws:dynamodb:eu-west-1:123456789012:table/*"];
    service.taskRole.allow({ sid: "Rows", actions: ["dynamodb:PutItem"], resources, reason });
  }),
  built(undefined, "permission-undeclared", "a policy that no construct made", ({ stack, service }) => {
    const policy = new IamPolicy(stack, "policy", {
      name: "stowage-test-extra",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Sid: "Extra", Effect: "Allow", Action: "sqs:SendMessage", Resource: "arn:aws:sqs:eu-west-1:1:q" },
        ],
      }),
    });
    const attachment = new IamRolePolicyAttachment(stack, "attachment", {
      role: service.taskRole.resource.name,
      policyArn: policy.arn,
    });
    service.resource.dependsOn = [...(service.resource.dependsOn ?? []), attachment.fqn];
  }),
  {
    ...tampered(undefined, "permission-lost", "a statement that an override replaced", (file) => {
      file.rewrite("aws_iam_role_policy", "policy", "sqs:SendMessage", "sqs:ReceiveMessage", "job_scheduler-role");
    }),
    also: ["permission-undeclared", "dead-letter-unwritable"],
  },
  built(undefined, "policy-opaque", "a policy that is an expression", ({ stack, service }) => {
    const policy = new IamPolicy(stack, "policy", {
      name: "stowage-test-opaque",
      policy: Fn.jsonencode({ Version: "1" }),
    });
    const attachment = new IamRolePolicyAttachment(stack, "attachment", {
      role: service.taskRole.resource.name,
      policyArn: policy.arn,
    });
    service.resource.dependsOn = [...(service.resource.dependsOn ?? []), attachment.fqn];
  }),
  built(undefined, "managed-policy", "a policy of AWS's own", ({ stack, fleet }) => {
    new IamRolePolicyAttachment(stack, "attachment", {
      role: fleet.role.resource.name,
      policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
  }),
  tampered(undefined, "role-shared", "two tasks with one task role", (file) => {
    const role = file.one("aws_ecs_task_definition", "job").task_role_arn;
    file.one("aws_ecs_task_definition", "web").task_role_arn = role;
  }),
  tampered(undefined, "trust-wide", "a role that ECS assumes on behalf of any account", (file) => {
    const trust = { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" };
    const document = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
    file.one("aws_iam_role", "web_task_execution").assume_role_policy = document;
  }),
  built(undefined, "trust-wide", "a role that every GitHub repository assumes", ({ stack }) => {
    const role = new ServiceRole(stack, "deploy", {
      kind: "deploy",
      name: "stowage-test-deploy",
      description: "CI",
      trust: { service: "unused.amazonaws.com" },
    });
    const trust = {
      Effect: "Allow",
      Principal: { Federated: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
      Action: "sts:AssumeRoleWithWebIdentity",
    };
    role.resource.assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  }),
  built(undefined, "policy-public", "a bucket that everybody reads", ({ stack }) => {
    const statement = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::shop-files/*",
    };
    new S3BucketPolicy(stack, "public", {
      bucket: "shop-files",
      policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
  }),
  built(undefined, "log-group-unmanaged", "an execution role that may create log groups", ({ service }) => {
    service.task.executionRole.allow({
      sid: "CreateGroups",
      actions: ["logs:CreateLogGroup"],
      resources: [service.task.logs.resource.arn],
      reason: "creates its group",
    });
  }),
];
