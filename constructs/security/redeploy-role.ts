import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { ServiceRole } from "./service-role";

/** Forces a new deployment of exactly one service, as one state machine. */
export type RedeployRole = ServiceRole<"redeploy">;

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html */
export function redeployRole(scope: Construct, id: string, name: string, machineArn: string): RedeployRole {
  return new ServiceRole(scope, id, {
    kind: "redeploy",
    name,
    description: "Step Functions: redeploy one ECS service",
    trust: {
      service: "states.amazonaws.com",
      conditions: {
        StringEquals: { "aws:SourceAccount": awsAccount(scope).id },
        ArnLike: { "aws:SourceArn": machineArn },
      },
    },
  });
}
