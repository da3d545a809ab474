import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { nameTag } from "../naming";

export interface GatewayEndpointProps {
  readonly vpcId: string;
  readonly service: "s3" | "dynamodb";
  readonly routeTableIds: readonly string[];
}

/**
 * Keeps traffic to S3 (image layers among it) or DynamoDB inside AWS. Costs nothing, and saves NAT charges.
 *
 * Creates: `aws_vpc_endpoint` (Gateway).
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
export class GatewayEndpoint extends Construct {
  constructor(scope: Construct, id: string, props: GatewayEndpointProps) {
    super(scope, id);
    new VpcEndpoint(this, "Default", {
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${awsAccount(this).region}.${props.service}`,
      vpcEndpointType: "Gateway",
      routeTableIds: [...props.routeTableIds],
      tags: nameTag(this, "ec2"),
    });
  }
}
