import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { checkedName } from "../naming";
import type { Injectable } from "./injectable";
import type { ExecutionRole } from "./roles";

/**
 * An existing parameter of SSM Parameter Store, named by its path, such as `/shop/smtp-password`. Standard parameters
 * cost nothing. The value stays out of Terraform; a SecureString under a key of your own also needs `kms:Decrypt`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-ssm-paramstore.html
 */
export function parameter(scope: Construct, name: string): Injectable {
  const path = checkedName(scope, "ssm-parameter", name, "parameter");
  const { id, region, partition } = awsAccount(scope);
  const arn = `arn:${partition}:ssm:${region}:${id}:parameter/${path.replace(/^\//, "")}`;
  return {
    arn,
    valueFrom: arn,
    origin: name,
    grantInjection: (role: ExecutionRole) =>
      role.allow({
        sid: `ReadParameter${path.replace(/[^a-zA-Z0-9]/g, "")}`,
        actions: ["ssm:GetParameters"],
        resources: [arn],
        reason: "ECS injects the parameter when it starts the container",
      }),
  };
}
