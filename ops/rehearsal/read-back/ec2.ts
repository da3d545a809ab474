import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { block, blocks, compared, type Reader, sorted, tags, text } from "./comparison";

const vpc: Reader = async ({ asked, state }, { ec2 }) => {
  const VpcId = text(state.id);
  const [{ Vpcs = [] }, { EnableDnsHostnames }] = await Promise.all([
    ec2.send(new DescribeVpcsCommand({ VpcIds: [VpcId] })),
    ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" })),
  ]);
  return compared({
    CIDR: [asked.cidr_block, Vpcs[0]?.CidrBlock],
    "DNS host names": [asked.enable_dns_hostnames, EnableDnsHostnames?.Value],
    tags: [asked.tags_all, tags(Vpcs[0]?.Tags)],
  });
};

const subnet: Reader = async ({ asked, state }, { ec2 }) => {
  const { Subnets: [found] = [] } = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [text(state.id)] }));
  return compared({
    CIDR: [asked.cidr_block, found?.CidrBlock],
    VPC: [state.vpc_id, found?.VpcId],
    zone: [asked.availability_zone, found?.AvailabilityZone],
    "public addresses": [asked.map_public_ip_on_launch, found?.MapPublicIpOnLaunch],
  });
};

const internetGateway: Reader = async ({ state }, { ec2 }) => {
  const command = new DescribeInternetGatewaysCommand({ InternetGatewayIds: [text(state.id)] });
  const { InternetGateways: [found] = [] } = await ec2.send(command);
  return compared({ VPC: [state.vpc_id, found?.Attachments?.[0]?.VpcId] });
};

const routeTable: Reader = async ({ state }, { ec2 }) => {
  const { RouteTables: [found] = [] } = await ec2.send(
    new DescribeRouteTablesCommand({ RouteTableIds: [text(state.id)] }),
  );
  return compared({ VPC: [state.vpc_id, found?.VpcId] });
};

const route: Reader = async ({ asked, state }, { ec2 }) => {
  const command = new DescribeRouteTablesCommand({ RouteTableIds: [text(state.route_table_id)] });
  const { RouteTables: [table] = [] } = await ec2.send(command);
  const found = table?.Routes?.find(
    ({ DestinationCidrBlock }) => DestinationCidrBlock === asked.destination_cidr_block,
  );
  return compared({
    destination: [asked.destination_cidr_block, found?.DestinationCidrBlock],
    gateway: [state.gateway_id, found?.GatewayId],
    "NAT gateway": [state.nat_gateway_id, found?.NatGatewayId],
    state: ["active", found?.State],
  });
};

const routeTableAssociation: Reader = async ({ state }, { ec2 }) => {
  const command = new DescribeRouteTablesCommand({ RouteTableIds: [text(state.route_table_id)] });
  const { RouteTables: [table] = [] } = await ec2.send(command);
  const found = table?.Associations?.find(({ RouteTableAssociationId }) => RouteTableAssociationId === state.id);
  return compared({ subnet: [state.subnet_id, found?.SubnetId] });
};

const securityGroup: Reader = async ({ asked, state }, { ec2 }) => {
  const { SecurityGroups: [found] = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [text(state.id)] }),
  );
  return compared({
    name: [asked.name, found?.GroupName],
    description: [asked.description, found?.Description],
    VPC: [state.vpc_id, found?.VpcId],
  });
};

const defaultSecurityGroup: Reader = async ({ state }, { ec2 }) => {
  const { SecurityGroups: [found] = [] } = await ec2.send(
    new DescribeSecurityGroupsCommand({ GroupIds: [text(state.id)] }),
  );
  return compared({
    "ways in": [blocks(state.ingress).length, found?.IpPermissions?.length],
    "ways out": [blocks(state.egress).length, found?.IpPermissionsEgress?.length],
  });
};

const securityGroupRule: Reader = async ({ type, asked, state }, { ec2 }) => {
  const command = new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [text(state.id)] });
  const { SecurityGroupRules: [found] = [] } = await ec2.send(command);
  return compared({
    direction: [type.endsWith("egress_rule") ? "out" : "in", found?.IsEgress ? "out" : "in"],
    group: [state.security_group_id, found?.GroupId],
    protocol: [asked.ip_protocol, found?.IpProtocol],
    "first port": [asked.from_port, found?.FromPort],
    "last port": [asked.to_port, found?.ToPort],
    network: [asked.cidr_ipv4, found?.CidrIpv4],
  });
};

const launchTemplate: Reader = async ({ asked, state }, { ec2 }) => {
  const command = new DescribeLaunchTemplateVersionsCommand({
    LaunchTemplateId: text(state.id),
    Versions: ["$Latest"],
  });
  const { LaunchTemplateVersions: [version] = [] } = await ec2.send(command);
  const data = version?.LaunchTemplateData;
  const metadata = block(asked.metadata_options);
  const volumes = blocks(asked.block_device_mappings).flatMap((mapping): [string, [unknown, unknown]][] => {
    const device = text(mapping.device_name);
    const volume = block(mapping.ebs);
    const found = data?.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === device)?.Ebs;
    return [
      [`type of ${device}`, [volume.volume_type, found?.VolumeType]],
      [`GiB of ${device}`, [volume.volume_size, found?.VolumeSize]],
      [`encryption of ${device}`, [volume.encrypted, found?.Encrypted]],
    ];
  });
  return compared({
    "instance type": [asked.instance_type, data?.InstanceType],
    image: [state.image_id, data?.ImageId],
    "user data": [state.user_data, data?.UserData],
    "IMDS tokens": [metadata.http_tokens, data?.MetadataOptions?.HttpTokens],
    "IMDS hop limit": [metadata.http_put_response_hop_limit, data?.MetadataOptions?.HttpPutResponseHopLimit],
    "CPU credits": [block(asked.credit_specification).cpu_credits, data?.CreditSpecification?.CpuCredits],
    "key pair": [asked.key_name ?? "none", data?.KeyName ?? "none"],
    ...Object.fromEntries(volumes),
  });
};

const eip: Reader = async ({ state }, { ec2 }) => {
  const { Addresses: [found] = [] } = await ec2.send(new DescribeAddressesCommand({ AllocationIds: [text(state.id)] }));
  return compared({ address: [state.public_ip, found?.PublicIp] });
};

const vpcEndpoint: Reader = async ({ asked, state }, { ec2 }) => {
  const { VpcEndpoints: [found] = [] } = await ec2.send(
    new DescribeVpcEndpointsCommand({ VpcEndpointIds: [text(state.id)] }),
  );
  return compared({
    service: [asked.service_name, found?.ServiceName],
    type: [asked.vpc_endpoint_type, found?.VpcEndpointType],
    VPC: [state.vpc_id, found?.VpcId],
    "route tables": [sorted(state.route_table_ids), sorted(found?.RouteTableIds)],
  });
};

export const ec2Readers: Readonly<Record<string, Reader>> = {
  aws_default_security_group: defaultSecurityGroup,
  aws_eip: eip,
  aws_internet_gateway: internetGateway,
  aws_launch_template: launchTemplate,
  aws_route: route,
  aws_route_table: routeTable,
  aws_route_table_association: routeTableAssociation,
  aws_security_group: securityGroup,
  aws_subnet: subnet,
  aws_vpc: vpc,
  aws_vpc_endpoint: vpcEndpoint,
  aws_vpc_security_group_egress_rule: securityGroupRule,
  aws_vpc_security_group_ingress_rule: securityGroupRule,
};
