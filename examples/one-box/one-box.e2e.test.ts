import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeAddressesCommand,
  DescribeNatGatewaysCommand,
  DescribeSecurityGroupRulesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { ListSecretsCommand } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { faults, live, missingTools } from "../testing/life";
import { build } from "./main";

const missing = await missingTools();
const title = "one-box lives its whole life: applied, unchanged by a second plan, as promised, destroyed to nothing";
const SYSTEM = "stowage-one-box";

test.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, async () => {
  expect(faults(await live({ build, look }))).toEqual([]);
});

async function look(system: AppliedSystem): Promise<void> {
  await oneInstanceAndNothingDear(system);
  await aServiceOnPortEighty(system);
  await twoJobsEverySixHours(system);
}

async function oneInstanceAndNothingDear({ aws }: AppliedSystem): Promise<void> {
  const { AutoScalingGroups } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  expect(AutoScalingGroups).toMatchObject([{ MinSize: 1, MaxSize: 1 }]);
  const { Addresses } = await aws.ec2.send(new DescribeAddressesCommand({}));
  expect(Addresses).toHaveLength(1);
  const { NatGateways } = await aws.ec2.send(new DescribeNatGatewaysCommand({}));
  expect(NatGateways).toEqual([]);
}

async function aServiceOnPortEighty({ aws }: AppliedSystem): Promise<void> {
  const { services } = await aws.ecs.send(
    new DescribeServicesCommand({ cluster: `${SYSTEM}-cluster`, services: [`${SYSTEM}-web`] }),
  );
  expect(services).toMatchObject([
    { desiredCount: 1, deploymentConfiguration: { minimumHealthyPercent: 0, maximumPercent: 100 } },
  ]);
  const { taskDefinition } = await aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services![0]!.taskDefinition }),
  );
  expect(taskDefinition?.containerDefinitions).toMatchObject([
    { portMappings: [{ containerPort: 80, hostPort: 80 }], secrets: [{ name: "API_KEY" }] },
  ]);
  const { SecretList } = await aws.secrets.send(new ListSecretsCommand({}));
  expect(SecretList?.map(({ ARN }) => ARN)).toEqual([
    taskDefinition?.containerDefinitions?.[0]?.secrets?.[0]?.valueFrom,
  ]);
  const { SecurityGroupRules = [] } = await aws.ec2.send(new DescribeSecurityGroupRulesCommand({}));
  expect(SecurityGroupRules.filter(({ IsEgress }) => IsEgress === false)).toMatchObject([
    { FromPort: 80, ToPort: 80, CidrIpv4: "0.0.0.0/0" },
  ]);
}

async function twoJobsEverySixHours({ aws }: AppliedSystem): Promise<void> {
  const { Schedules = [] } = await aws.scheduler.send(new ListSchedulesCommand({}));
  const schedules = await Promise.all(
    Schedules.map(({ Name, GroupName }) => aws.scheduler.send(new GetScheduleCommand({ Name, GroupName }))),
  );
  expect(schedules.map(({ Name, ScheduleExpression }) => [Name, ScheduleExpression]).sort()).toEqual([
    [`${SYSTEM}-collect`, "cron(0 0/6 * * ? *)"],
    [`${SYSTEM}-report`, "cron(30 0/6 * * ? *)"],
  ]);
  for (const { Name, Target } of schedules) {
    expect(Target?.RoleArn).toMatch(new RegExp(`:role/${Name}-scheduler$`));
    expect(Target?.EcsParameters?.TaskDefinitionArn).toMatch(new RegExp(`:task-definition/${Name}:1$`));
    expect(Target?.DeadLetterConfig?.Arn).toMatch(new RegExp(`:${Name}-dead-letters$`));
  }
}
