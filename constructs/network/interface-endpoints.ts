import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { nameTag, physicalName } from "../naming";

export interface InterfaceEndpointsProps {
  readonly vpcId: string;
  /** Range that may connect. */
  readonly cidr: string;
  /** Service suffixes, such as `ecr.api`, `ecr.dkr`, `logs`, `secretsmanager`, `ecs`, `ecs-agent`, `ecs-telemetry`. */
  readonly services: readonly string[];
  readonly subnetIds: readonly string[];
}

/**
 * Private ways to AWS services for subnets without internet. Each service costs about 8 USD a month in each zone.
 *
 * Creates: one `aws_vpc_endpoint` (Interface) per service, one `aws_security_group` that admits HTTPS from the VPC.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const group = new SecurityGroup(this, "security-group", {
      namePrefix: physicalName(this, "security-group", ""),
      description: "Interface endpoints: HTTPS from the VPC",
      vpcId: props.vpcId,
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupIngressRule(this, "https", {
      securityGroupId: group.id,
      description: "HTTPS from the VPC",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: props.cidr,
    });
    for (const service of props.services) {
      new VpcEndpoint(this, service, {
        vpcId: props.vpcId,
        serviceName: `com.amazonaws.${awsAccount(this).region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [...props.subnetIds],
        securityGroupIds: [group.id],
        tags: nameTag(this, "ec2", service),
      });
    }
  }
}
