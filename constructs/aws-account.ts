import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * The account, region and partition that Terraform is logged in to, read once per stack and at plan time, so that the
 * synthesized files hold no account number of their own.
 */
export function awsAccount(scope: IConstruct): { id: string; region: string; partition: string } {
  const stack = TerraformStack.of(scope);
  const identity = (stack.node.tryFindChild("account") ??
    new DataAwsCallerIdentity(stack, "account")) as DataAwsCallerIdentity;
  const region = (stack.node.tryFindChild("region") ?? new DataAwsRegion(stack, "region")) as DataAwsRegion;
  const partition = (stack.node.tryFindChild("partition") ??
    new DataAwsPartition(stack, "partition")) as DataAwsPartition;
  return { id: identity.accountId, region: region.name, partition: partition.partition };
}
