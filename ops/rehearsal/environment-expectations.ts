import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeSubnetsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import type { Environment } from "../../environments/schema";
import type { AppliedSystem, Expectation } from "./extensions";
import type { Mismatch } from "./read-back/read-back";

/**
 * What an environment file asks for, compared with what AWS has: independent of the constructs, the stacks and the
 * plan, so that a setting lost on the way is found.
 */
export function environmentExpectations(environment: Environment): Expectation[] {
  const prefix = `stowage-${environment.name}`;
  return [
    expectation("the network has the asked range and zones", async ({ aws }) => {
      const byName = { Filters: [{ Name: "tag:Name", Values: [`${prefix}-network`] }] };
      const { Vpcs = [] } = await aws.ec2.send(new DescribeVpcsCommand(byName));
      const inVpc = { Filters: [{ Name: "vpc-id", Values: [Vpcs[0]?.VpcId ?? ""] }] };
      const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand(inVpc));
      const zones = new Set(Subnets.map((subnet) => subnet.AvailabilityZone));
      return {
        "network.cidr": [environment.network.cidr, Vpcs[0]?.CidrBlock],
        "network.zones": [environment.network.zones, zones.size],
      };
    }),
    expectation("the fleet has the asked size", async ({ aws }) => {
      const { AutoScalingGroups = [] } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
      const group = AutoScalingGroups.find((it) => it.AutoScalingGroupName === `${prefix}-fleet`);
      return {
        "fleet.min": [environment.fleet.min, group?.MinSize],
        "fleet.max": [environment.fleet.max, group?.MaxSize],
      };
    }),
    expectation("the database is the asked one", async ({ aws }) => {
      const { taskDefinition } = await aws.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: `${prefix}-backend` }),
      );
      const variables = taskDefinition?.containerDefinitions?.[0]?.environment ?? [];
      const managed = variables.some(({ name }) => name === "PGHOST");
      return { database: ["rds" in environment.database ? "rds" : "external", managed ? "rds" : "external"] };
    }),
    ...(["scraper", "notifier"] as const).map((name) =>
      expectation(`the ${name} starts when it is asked to`, async ({ aws }) => {
        const schedule = await aws.scheduler.send(
          new GetScheduleCommand({ Name: `${prefix}-${name}`, GroupName: `${prefix}-schedules` }),
        );
        const asked = environment.schedules[name];
        return {
          [`schedules.${name}.expression`]: [asked.expression, schedule.ScheduleExpression],
          [`schedules.${name}.timeZone`]: [asked.timeZone, schedule.ScheduleExpressionTimezone],
        };
      }),
    ),
    ...(["backend", "scraper", "notifier"] as const).map((name) =>
      expectation(`the ${name} runs the asked image and keeps its logs as long as asked`, async ({ aws }) => {
        const { taskDefinition } = await aws.ecs.send(
          new DescribeTaskDefinitionCommand({ taskDefinition: `${prefix}-${name}` }),
        );
        const image = taskDefinition?.containerDefinitions?.[0]?.image ?? "";
        const { logGroups = [] } = await aws.logs.send(
          new DescribeLogGroupsCommand({ logGroupNamePrefix: `/${prefix}/${name}` }),
        );
        return {
          [`images.${name}`]: [environment.images[name], image.split(":").at(-1)],
          "logs.retentionDays": [environment.logs.retentionDays, logGroups[0]?.retentionInDays],
        };
      }),
    ),
  ];
}

type Pairs = Readonly<Record<string, readonly [asked: unknown, got: unknown]>>;

function expectation(name: string, read: (system: AppliedSystem) => Promise<Pairs>): Expectation {
  return {
    name,
    check: async (system) =>
      Object.entries(await read(system))
        .filter(([, [asked, got]]) => asked !== got)
        .map(([what, [asked, got]]): Mismatch => ({ where: "environment", what, asked, got })),
  };
}
