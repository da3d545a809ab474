import { CreateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateLaunchTemplateCommand,
  CreateNatGatewayCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  type ResourceType,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { CreateLoadBalancerCommand, CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { execa, execaSync } from "execa";
import { expect, test } from "vitest";
import { localTools, projectRoot } from "../../../test/e2e/support/local-tools";
import { startEmulator } from "../../emulator/emulator";
import { EMULATOR_CREDENTIALS } from "../environment";
import { type AdoptionClients, adoptionClients } from "./clients";
import { removalLines } from "./removal";
import { strangersAmong } from "./strangers";
import { everythingTagged } from "./tagged-things";
import { vpcContents } from "./vpc-contents";

const { tools, skipped } = localTools();
const hasAwsCli = !execaSync("aws", ["--version"], { reject: false }).failed;
const withoutCli = hasAwsCli ? "" : " (skipped: there is no AWS CLI on this machine)";
const REGION = "eu-central-1";
/** One of the images that the emulator knows. */
const IMAGE = "ami-12c6146b";

const runs = test.skipIf(tools === undefined || !hasAwsCli);
runs(`the printed commands remove a network with all that can stand in it${skipped}${withoutCli}`, async () => {
  if (tools === undefined) return;
  await using emulator = await startEmulator({ projectRoot, python: tools.moto.path });
  const clients = adoptionClients({ endpoint: emulator.url, region: REGION, credentials: EMULATOR_CREDENTIALS });
  await everythingTagged({ stack: "lost" }, clients);
  const bare = await emulator.leftovers();
  const vpc = await fullNetwork(clients);

  const candidates = [...(await everythingTagged({ stack: "lost" }, clients)), ...(await vpcContents(vpc, clients))];
  const lines = removalLines(await strangersAmong(candidates, new Set(), clients), REGION);
  expect(lines.filter((line) => line.includes("no command is known"))).toEqual([]);
  const env = {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    AWS_PAGER: "",
  };
  // the waiters of the CLI look every 15 seconds, and nothing here takes time
  for (const line of lines.filter((text) => text.startsWith("aws"))) await execa("bash", ["-c", line], { env });
  expect(await emulator.leftovers()).toEqual(bare);
});

/** A VPC with everything, of which only the network itself, the address and the template carry the tag. */
async function fullNetwork({ autoScaling, balancing, ec2 }: AdoptionClients): Promise<string> {
  const TagSpecifications = (ResourceType: ResourceType) => [{ ResourceType, Tags: [{ Key: "stack", Value: "lost" }] }];
  const { Vpc } = await ec2.send(
    new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", TagSpecifications: TagSpecifications("vpc") }),
  );
  const VpcId = Vpc?.VpcId ?? "";
  const subnet = async (CidrBlock: string, zone: string) =>
    (await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: `${REGION}${zone}` }))).Subnet
      ?.SubnetId ?? "";
  const Subnets = [await subnet("10.0.0.0/24", "a"), await subnet("10.0.1.0/24", "b")];
  const [SubnetId = ""] = Subnets;
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: InternetGateway?.InternetGatewayId }));
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  await ec2.send(new AssociateRouteTableCommand({ SubnetId, RouteTableId }));
  const ServiceName = `com.amazonaws.${REGION}.s3`;
  await ec2.send(
    new CreateVpcEndpointCommand({ VpcId, ServiceName, RouteTableIds: [RouteTableId], VpcEndpointType: "Gateway" }),
  );
  const address = new AllocateAddressCommand({ Domain: "vpc", TagSpecifications: TagSpecifications("elastic-ip") });
  const { AllocationId } = await ec2.send(address);
  await ec2.send(new CreateNatGatewayCommand({ SubnetId, AllocationId }));
  const group = async (GroupName: string) =>
    (await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }))).GroupId ?? "";
  const [one, other] = [await group("one"), await group("other")];
  for (const [GroupId, from] of [
    [one, other],
    [other, one],
  ] as const) {
    const IpPermissions = [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80, UserIdGroupPairs: [{ GroupId: from }] }];
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions,
        TagSpecifications: TagSpecifications("security-group-rule"),
      }),
    );
  }
  await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId }));
  await ec2.send(new RunInstancesCommand({ ImageId: IMAGE, SubnetId, MinCount: 1, MaxCount: 1 }));
  await balancing.send(new CreateLoadBalancerCommand({ Name: "lost", Subnets }));
  await balancing.send(new CreateTargetGroupCommand({ Name: "lost", VpcId, Protocol: "HTTP", Port: 80 }));
  const LaunchTemplateName = "lost";
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName,
      LaunchTemplateData: { ImageId: IMAGE, InstanceType: "t3.micro" },
      TagSpecifications: TagSpecifications("launch-template"),
    }),
  );
  await autoScaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "lost",
      MinSize: 1,
      MaxSize: 1,
      VPCZoneIdentifier: Subnets.join(","),
      LaunchTemplate: { LaunchTemplateName, Version: "1" },
    }),
  );
  return VpcId;
}
