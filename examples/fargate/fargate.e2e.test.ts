import { DescribeSecurityGroupRulesCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListContainerInstancesCommand,
} from "@aws-sdk/client-ecs";
import { GetRolePolicyCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { SeenLoadBalancer } from "../testing/elastic-load-balancing";
import { faults, live, missingTools } from "../testing/life";
import { build } from "./main";

const missing = await missingTools();
const title = "fargate lives its whole life: applied, unchanged by a second plan, as promised, destroyed to nothing";
const SYSTEM = "stowage-fargate";
const cluster = `${SYSTEM}-cluster`;

test.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, async () => {
  expect(faults(await live({ build, look }))).toEqual([]);
});

async function look(system: AppliedSystem): Promise<void> {
  await noHosts(system);
  await threeServicesOnTwoKindsOfCapacity(system);
  await aBalancerLeadsToTheWebService(system);
  await oneNameOnePort(system);
  await rolesThatMayOnlyDoTheirOwn(system);
}

async function noHosts({ aws }: AppliedSystem): Promise<void> {
  const { containerInstanceArns } = await aws.ecs.send(new ListContainerInstancesCommand({ cluster }));
  expect(containerInstanceArns).toEqual([]);
  const { clusters } = await aws.ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  expect(clusters?.[0]?.capacityProviders?.toSorted()).toEqual(["FARGATE", "FARGATE_SPOT"]);
}

async function threeServicesOnTwoKindsOfCapacity({ aws }: AppliedSystem): Promise<void> {
  const names = ["web", "api", "worker-service"].map((name) => `${SYSTEM}-${name}`);
  const { services = [] } = await aws.ecs.send(new DescribeServicesCommand({ cluster, services: names }));
  expect(services.map((it) => [it.capacityProviderStrategy?.[0]?.capacityProvider, it.desiredCount])).toEqual([
    ["FARGATE", 1],
    ["FARGATE", 1],
    ["FARGATE_SPOT", 0],
  ]);
  for (const { networkConfiguration } of services) {
    expect(networkConfiguration?.awsvpcConfiguration).toMatchObject({ assignPublicIp: "ENABLED" });
  }
  const definitions = await Promise.all(
    services.map(({ taskDefinition }) => aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))),
  );
  expect(
    definitions.map(({ taskDefinition: it }) => [
      it?.networkMode,
      it?.cpu,
      it?.memory,
      it?.runtimePlatform?.cpuArchitecture,
    ]),
  ).toEqual([
    ["awsvpc", "256", "512", "X86_64"],
    ["awsvpc", "256", "512", "ARM64"],
    ["awsvpc", "256", "512", "X86_64"],
  ]);
}

async function aBalancerLeadsToTheWebService(system: AppliedSystem): Promise<void> {
  const balancer = await SeenLoadBalancer.named(system, `${SYSTEM}-balancer`);
  expect(balancer.zones).toBe(2);
  expect(await balancer.listeners()).toMatchObject([{ port: 80, protocol: "HTTP" }]);
  expect(await balancer.targetGroups()).toMatchObject([{ type: "ip", healthCheckPath: "/healthz" }]);
}

async function oneNameOnePort({ aws }: AppliedSystem): Promise<void> {
  const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({}));
  const nameOf = (id: string | undefined) =>
    SecurityGroups.find(({ GroupId }) => GroupId === id)?.Tags?.find(({ Key }) => Key === "Name")?.Value;
  const { SecurityGroupRules = [] } = await aws.ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const openings = SecurityGroupRules.filter(({ IsEgress }) => IsEgress === false).map((rule) => [
    nameOf(rule.GroupId),
    rule.FromPort,
    rule.ToPort,
    nameOf(rule.ReferencedGroupInfo?.GroupId) ?? rule.CidrIpv4,
  ]);
  expect(openings.sort()).toEqual([
    [`${SYSTEM}-api-task-firewall`, 8080, 8080, `${SYSTEM}-web-task-firewall`],
    [`${SYSTEM}-balancer-firewall`, 80, 80, "0.0.0.0/0"],
    [`${SYSTEM}-web-task-firewall`, 80, 80, `${SYSTEM}-balancer-firewall`],
  ]);
}

async function rolesThatMayOnlyDoTheirOwn({ aws }: AppliedSystem): Promise<void> {
  for (const name of ["web", "api"]) {
    const answer = await aws.iam.send(new ListRolePoliciesCommand({ RoleName: `${SYSTEM}-${name}-task` }));
    expect(answer.PolicyNames).toEqual([]);
  }
  const RoleName = `${SYSTEM}-worker-service-task`;
  const { PolicyDocument } = await aws.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "permissions" }));
  const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument!)) as {
    Statement: { Sid: string; Resource: string[] }[];
  };
  expect(Statement.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
    ["ConsumeOrders", [expect.stringMatching(/:stowage-fargate-orders$/)]],
    ["WriteLedger", [expect.stringMatching(/:table\/stowage-fargate-ledger$/)]],
  ]);
}
