import {
  DescribeAddressesCommand,
  type EC2Client,
  type Filter,
  paginateDescribeInstances,
  paginateDescribeInternetGateways,
  paginateDescribeLaunchTemplates,
  paginateDescribeNatGateways,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroupRules,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
  type Tag,
} from "@aws-sdk/client-ec2";
import type { Tags, Thing } from "./thing";

export type Ec2Kind =
  | "ec2:vpc"
  | "ec2:subnet"
  | "ec2:route-table"
  | "ec2:internet-gateway"
  | "ec2:natgateway"
  | "ec2:vpc-endpoint"
  | "ec2:security-group"
  | "ec2:security-group-rule"
  | "ec2:elastic-ip"
  | "ec2:instance"
  | "ec2:network-interface"
  | "ec2:launch-template";

type Describe = (ec2: EC2Client, filters: Filter[]) => Promise<Thing[]>;

/**
 * How EC2 is asked for each kind of thing that Terraform makes there. What is gone or going is left out, and so is what
 * goes with something else: the default group and the main route table of a VPC, the instances of an Auto Scaling group,
 * the network interfaces that a service keeps for itself.
 */
const DESCRIBE: Readonly<Record<Ec2Kind, Describe>> = {
  "ec2:vpc": async (client, Filters) =>
    (await all(paginateDescribeVpcs({ client }, { Filters }), (page) => page.Vpcs)).map((one) =>
      thing("ec2:vpc", one.VpcId, one.Tags),
    ),
  "ec2:subnet": async (client, Filters) =>
    (await all(paginateDescribeSubnets({ client }, { Filters }), (page) => page.Subnets)).map((one) =>
      thing("ec2:subnet", one.SubnetId, one.Tags),
    ),
  "ec2:route-table": async (client, Filters) =>
    (await all(paginateDescribeRouteTables({ client }, { Filters }), (page) => page.RouteTables))
      .filter(({ Associations = [] }) => !Associations.some(({ Main }) => Main))
      .map(({ RouteTableId, Tags, Associations = [] }) => {
        const associations = Associations.flatMap(({ RouteTableAssociationId }) => RouteTableAssociationId ?? []);
        return thing("ec2:route-table", RouteTableId, Tags, associations.join(" ") || undefined);
      }),
  "ec2:internet-gateway": async (client, Filters) =>
    (await all(paginateDescribeInternetGateways({ client }, { Filters }), (page) => page.InternetGateways)).map((one) =>
      thing("ec2:internet-gateway", one.InternetGatewayId, one.Tags, one.Attachments?.[0]?.VpcId),
    ),
  "ec2:natgateway": async (client, Filter) =>
    (await all(paginateDescribeNatGateways({ client }, { Filter }), (page) => page.NatGateways))
      .filter(({ State }) => State === "pending" || State === "available")
      .map((one) => thing("ec2:natgateway", one.NatGatewayId, one.Tags)),
  "ec2:vpc-endpoint": async (client, Filters) =>
    (await all(paginateDescribeVpcEndpoints({ client }, { Filters }), (page) => page.VpcEndpoints))
      .filter(({ State = "" }) => !/^delet|^expired|^rejected/i.test(State))
      .map((one) => thing("ec2:vpc-endpoint", one.VpcEndpointId, one.Tags)),
  "ec2:security-group": async (client, Filters) =>
    (await all(paginateDescribeSecurityGroups({ client }, { Filters }), (page) => page.SecurityGroups))
      .filter(({ GroupName }) => GroupName !== "default")
      .map((one) => thing("ec2:security-group", one.GroupId, one.Tags)),
  "ec2:security-group-rule": async (client, Filters) =>
    (await all(paginateDescribeSecurityGroupRules({ client }, { Filters }), (page) => page.SecurityGroupRules)).map(
      (one) => ({
        ...thing("ec2:security-group-rule", one.SecurityGroupRuleId, one.Tags, one.GroupId),
        egress: one.IsEgress ?? false,
      }),
    ),
  "ec2:elastic-ip": async (client, Filters) => {
    const { Addresses = [] } = await client.send(new DescribeAddressesCommand({ Filters }));
    return Addresses.map((one) => thing("ec2:elastic-ip", one.AllocationId, one.Tags, one.AssociationId));
  },
  "ec2:instance": async (client, Filters) =>
    (await all(paginateDescribeInstances({ client }, { Filters }), (page) => page.Reservations))
      .flatMap(({ Instances = [] }) => Instances)
      .filter(({ State }) => !["shutting-down", "terminated"].includes(State?.Name ?? ""))
      .filter(({ Tags = [] }) => !Tags.some(({ Key }) => Key === "aws:autoscaling:groupName"))
      .map((one) => thing("ec2:instance", one.InstanceId, one.Tags)),
  "ec2:network-interface": async (client, Filters) =>
    (await all(paginateDescribeNetworkInterfaces({ client }, { Filters }), (page) => page.NetworkInterfaces))
      .filter(({ Status, RequesterManaged }) => Status === "available" && RequesterManaged !== true)
      .map((one) => thing("ec2:network-interface", one.NetworkInterfaceId, one.TagSet)),
  "ec2:launch-template": async (client, Filters) =>
    (await all(paginateDescribeLaunchTemplates({ client }, { Filters }), (page) => page.LaunchTemplates)).map((one) =>
      thing("ec2:launch-template", one.LaunchTemplateId, one.Tags),
    ),
};

export const EC2_KINDS = Object.keys(DESCRIBE) as Ec2Kind[];

/** The things of a kind that pass all filters. */
export async function describeEc2(kind: Ec2Kind, filters: Filter[], ec2: EC2Client): Promise<Thing[]> {
  return DESCRIBE[kind](ec2, filters);
}

/** One filter per tag: all of them have to be there, with that value. */
export function tagFilters(tags: Tags): Filter[] {
  return Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
}

/** Everything of a paginated answer. */
export async function all<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => Item[] | undefined) {
  const found: Item[] = [];
  for await (const page of pages) found.push(...(items(page) ?? []));
  return found;
}

function thing(kind: Ec2Kind, id: string | undefined, tags: readonly Tag[] = [], on?: string): Thing {
  const name = tags.find(({ Key }) => Key === "Name")?.Value;
  return { kind, id: id ?? "", ...(name === undefined ? {} : { name }), ...(on === undefined ? {} : { on }) };
}
