import { type CodeFacts, findingFactory } from "../finding-factory";

const ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide";

/** What the permission check can say. Each code has a page in docs/checks. */
export const PERMISSION_CODES = {
  "secret-unreadable": { severity: "error", source: `${ECS}/secrets-envvar-secrets-manager.html` },
  "secret-overreach": { severity: "error", source: `${ECS}/task_execution_IAM_role.html` },
  "secret-foreign-environment": { severity: "error", source: `${IAM}/best-practices.html` },
  "secret-reference-form": { severity: "error", source: `${ECS}/secrets-envvar-secrets-manager.html` },
  "reference-unknown-stack": {
    severity: "error",
    source: "https://github.com/hashicorp/terraform-cdk/issues/2662",
  },
  "logs-unwritable": { severity: "error", source: `${ECS}/task_execution_IAM_role.html` },
  "image-unpullable": { severity: "error", source: `${ECS}/task_execution_IAM_role.html` },
  "exec-unpermitted": { severity: "error", source: `${ECS}/ecs-exec.html` },
  "run-task-missing": { severity: "error", source: `${ECS}/CWE_IAM_role.html` },
  "pass-role-missing": { severity: "error", source: "https://github.com/aws/aws-cdk/issues/16093" },
  "pass-role-wide": { severity: "error", source: `${IAM}/id_roles_use_passrole.html` },
  "dead-letter-unwritable": { severity: "error", source: "https://github.com/aws/aws-cdk/pull/32032" },
  "redeploy-unpermitted": {
    severity: "error",
    source: "https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html",
  },
  "wildcard-undeclared": { severity: "error", source: `${IAM}/best-practices.html` },
  "permission-undeclared": { severity: "error", source: `${IAM}/best-practices.html` },
  "permission-lost": { severity: "error", source: `${IAM}/reference_policies_elements.html` },
  "policy-opaque": { severity: "warning", source: `${IAM}/reference_policies_elements.html` },
  "managed-policy": { severity: "warning", source: `${IAM}/access_policies_managed-vs-inline.html` },
  "role-shared": { severity: "error", source: `${ECS}/task-iam-roles.html` },
  "trust-wrong-service": { severity: "error", source: `${SCHEDULER}/setting-up.html` },
  "trust-wide": { severity: "error", source: `${IAM}/confused-deputy.html` },
  "policy-public": { severity: "error", source: `${IAM}/reference_policies_elements_principal.html` },
  "instance-role-reachable": { severity: "error", source: `${ECS}/ec2-security-considerations.html` },
  "instance-role-host-mode": {
    severity: "warning",
    source: "https://www.latacora.com/blog/2025/10/02/ecs-on-ec2-covering-gaps-in-imds-hardening",
  },
} as const satisfies Record<string, CodeFacts>;

export const permissionFinding = findingFactory<keyof typeof PERMISSION_CODES>(PERMISSION_CODES);
