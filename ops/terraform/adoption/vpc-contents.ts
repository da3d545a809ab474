import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import {
  type NetworkInterface,
  paginateDescribeNatGateways,
  paginateDescribeNetworkInterfaces,
} from "@aws-sdk/client-ec2";
import { paginateDescribeLoadBalancers, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AdoptionClients } from "./clients";
import { all, describeEc2, type Ec2Kind } from "./ec2-things";
import { fleet } from "./tagged-things";
import { type Thing, thingOfArn } from "./thing";

/** What stands in a VPC and says so, with the filter that asks for it. */
const INSIDE: readonly (readonly [Ec2Kind, string])[] = [
  ["ec2:subnet", "vpc-id"],
  ["ec2:route-table", "vpc-id"],
  ["ec2:internet-gateway", "attachment.vpc-id"],
  ["ec2:natgateway", "vpc-id"],
  ["ec2:vpc-endpoint", "vpc-id"],
  ["ec2:security-group", "vpc-id"],
  ["ec2:instance", "vpc-id"],
  ["ec2:network-interface", "vpc-id"],
];

/** Everything inside a VPC, whoever made it: none of it can stay when the VPC goes. */
export async function vpcContents(vpc: string, clients: AdoptionClients): Promise<Thing[]> {
  const { autoScaling, balancing, ec2 } = clients;
  const inside = (
    await Promise.all(INSIDE.map(([kind, Name]) => describeEc2(kind, [{ Name, Values: [vpc] }], ec2)))
  ).flat();
  const subnets = new Set(inside.flatMap(({ kind, id }) => (kind === "ec2:subnet" ? [id] : [])));
  const gateways = await all(
    paginateDescribeNatGateways({ client: ec2 }, { Filter: [{ Name: "vpc-id", Values: [vpc] }] }),
    (page) => page.NatGateways,
  );
  const ofGateways = new Set(
    gateways.flatMap(({ NatGatewayAddresses = [] }) =>
      NatGatewayAddresses.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    ),
  );
  const [balancers, targetGroups, groups, interfaces] = await Promise.all([
    all(paginateDescribeLoadBalancers({ client: balancing }, {}), (page) => page.LoadBalancers),
    all(paginateDescribeTargetGroups({ client: balancing }, {}), (page) => page.TargetGroups),
    all(paginateDescribeAutoScalingGroups({ client: autoScaling }, {}), (page) => page.AutoScalingGroups),
    all(
      paginateDescribeNetworkInterfaces({ client: ec2 }, { Filters: [{ Name: "vpc-id", Values: [vpc] }] }),
      (page) => page.NetworkInterfaces,
    ),
  ]);
  return [
    ...inside.filter(({ id }) => !ofGateways.has(id)),
    ...balancers.flatMap(({ VpcId, LoadBalancerArn = "" }) => (VpcId === vpc ? [thingOfArn(LoadBalancerArn)] : [])),
    ...targetGroups.flatMap(({ VpcId, TargetGroupArn = "" }) => (VpcId === vpc ? [thingOfArn(TargetGroupArn)] : [])),
    ...groups.flatMap((group) =>
      (group.VPCZoneIdentifier ?? "").split(",").some((subnet) => subnets.has(subnet)) ? [fleet(group)] : [],
    ),
    ...interfaces.flatMap(({ Description = "" }) => mountTarget(Description)),
    ...interfaces.filter(isOfSomethingElse).map(({ NetworkInterfaceId: id = "", Description: name = "" }) => ({
      kind: "ec2:network-interface-in-use",
      id,
      name,
    })),
  ];
}

/** What services keep for the things that are listed by themselves. */
const LISTED = /^(ELB |Interface for NAT Gateway|VPC Endpoint Interface|EFS mount target )/;

/** Such as a database's: it keeps the VPC, and only its owner knows what it is. */
function isOfSomethingElse({ Status, Attachment, InterfaceType, Description = "" }: NetworkInterface): boolean {
  const ofInstance = Attachment?.InstanceId !== undefined;
  return Status === "in-use" && !ofInstance && !LISTED.test(Description) && InterfaceType === "interface";
}

/** EFS names its mount target where it describes the network interface that it keeps for it. */
export function mountTarget(description: string): Thing[] {
  const [, fileSystem, id] = /^EFS mount target for (fs-\w+) \((fsmt-\w+)\)$/.exec(description) ?? [];
  return id === undefined || fileSystem === undefined
    ? []
    : [{ kind: "elasticfilesystem:mount-target", id, on: fileSystem }];
}
