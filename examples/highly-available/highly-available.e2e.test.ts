import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeServicesCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { ListSubscriptionsCommand } from "@aws-sdk/client-sns";
import { expect, test } from "vitest";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { SeenLoadBalancer } from "../testing/elastic-load-balancing";
import { jsonApi } from "../testing/emulated-api";
import { faults, live, missingTools } from "../testing/life";
import { NextPlan } from "../testing/next-plan";
import { build, ON_CALL } from "./main";

const missing = await missingTools();
const STACK = "highly-available";
const NAME = `stowage-${STACK}`;

test.skipIf(missing !== undefined)(
  missing === undefined ? "highly-available lives" : `skipped: ${missing}`,
  async () => {
    expect(faults(await live({ build, look }))).toEqual([]);
  },
);

async function look(system: AppliedSystem): Promise<void> {
  await Promise.all([
    seeEntrance(system),
    seeService(system),
    seeScaling(system),
    seeAlarms(system),
    seeFleet(system),
    seeFailureRules(system),
    seeDashboard(system),
  ]);
  await seeThatPlansLeaveTheCountAlone(system);
}

async function seeEntrance(system: AppliedSystem): Promise<void> {
  const balancer = await SeenLoadBalancer.named(system, `${NAME}-ingress`);
  expect(balancer.zones).toBe(2);
  const [http, https] = await balancer.listeners();
  expect([http?.otherwise, https?.protocol]).toEqual(["redirect", "HTTPS"]);
  expect(await balancer.rules(https!.arn)).toEqual([
    { priority: "50000", conditions: ["path-pattern=/*"], actions: ["forward"] },
  ]);
  expect(await balancer.targetGroups()).toMatchObject([{ name: `${NAME}-web`, type: "instance" }]);
}

async function seeService({ aws }: AppliedSystem): Promise<void> {
  const found = await aws.ecs.send(
    new DescribeServicesCommand({ cluster: `${NAME}-cluster`, services: [`${NAME}-web`] }),
  );
  expect(found.services).toMatchObject([
    {
      desiredCount: 2,
      availabilityZoneRebalancing: "ENABLED",
      healthCheckGracePeriodSeconds: 60,
      loadBalancers: [{ containerName: "web", containerPort: 80 }],
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        alarms: {
          enable: true,
          rollback: true,
          alarmNames: expect.arrayContaining([`${NAME}-web-alarms-target-5xx`, `${NAME}-web-alarms-unhealthy-targets`]),
        },
      },
    },
  ]);
}

async function seeScaling(system: AppliedSystem): Promise<void> {
  const ask = (action: string) =>
    jsonApi(system, "application-autoscaling", `AnyScaleFrontendService.${action}`, { ServiceNamespace: "ecs" });
  const [targets, policies] = await Promise.all([ask("DescribeScalableTargets"), ask("DescribeScalingPolicies")]);
  expect(targets.ScalableTargets).toMatchObject([
    { ResourceId: `service/${NAME}-cluster/${NAME}-web`, MinCapacity: 2, MaxCapacity: 8 },
  ]);
  const steps = (
    policies.ScalingPolicies as { PolicyName: string; StepScalingPolicyConfiguration: { StepAdjustments: object[] } }[]
  )
    .map((policy) => [policy.PolicyName, policy.StepScalingPolicyConfiguration.StepAdjustments] as const)
    .sort();
  expect(steps).toMatchObject([
    [`${NAME}-web-scaling-steps-in`, [{ ScalingAdjustment: -1, MetricIntervalUpperBound: 0 }]],
    [
      `${NAME}-web-scaling-steps-out`,
      [
        { ScalingAdjustment: 1, MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20 },
        { ScalingAdjustment: 2, MetricIntervalLowerBound: 20 },
      ],
    ],
  ]);
}

async function seeAlarms({ aws }: AppliedSystem): Promise<void> {
  const { MetricAlarms = [] } = await aws.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: NAME }));
  const thresholds = Object.fromEntries(
    MetricAlarms.map(({ AlarmName, Threshold }) => [AlarmName?.replace(`${NAME}-`, ""), Threshold]),
  );
  expect(thresholds).toEqual({
    "fleet-alarms-disk": 80,
    "fleet-alarms-no-instance": 2,
    "ingress-alarms-5xx": 10,
    "patches-dead-letters": 0,
    "web-alarms-cpu": 85,
    "web-alarms-memory": 85,
    "web-alarms-running-count": 0,
    "web-alarms-target-5xx": 10,
    "web-alarms-unhealthy-targets": 0,
    "web-scaling-steps-in": 30,
    "web-scaling-steps-out": 70,
  });
  const told = MetricAlarms.filter(({ AlarmName }) => !AlarmName?.includes("-scaling-")).map(
    ({ AlarmActions }) => AlarmActions,
  );
  expect(told.every((actions) => actions?.length === 1 && actions[0]!.endsWith(`:${NAME}-alarms`))).toBe(true);
}

async function seeFleet({ aws }: AppliedSystem): Promise<void> {
  const { AutoScalingGroups: groups } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  expect(groups).toMatchObject([{ MinSize: 2, MaxSize: 4 }]);
  expect(new Set(groups![0]!.AvailabilityZones).size).toBe(2);
  const schedule = await aws.scheduler.send(
    new GetScheduleCommand({ Name: `${NAME}-patches`, GroupName: `${NAME}-patches` }),
  );
  expect(schedule).toMatchObject({
    ScheduleExpression: "cron(0 3 ? * SUN *)",
    ScheduleExpressionTimezone: "Europe/Rome",
  });
  expect(JSON.parse(schedule.Target!.Input!)).toMatchObject({
    AutoScalingGroupName: `${NAME}-fleet`,
    Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
  });
}

async function seeFailureRules(system: AppliedSystem): Promise<void> {
  const { Rules } = await jsonApi(system, "events", "AWSEvents.ListRules", {});
  const names = (Rules as { Name: string }[]).map(({ Name }) => Name).sort();
  expect(names).toEqual([`${NAME}-failures-deployment`, `${NAME}-failures-task`]);
  const { Subscriptions } = await system.aws.sns.send(new ListSubscriptionsCommand({}));
  expect(Subscriptions).toMatchObject([{ Protocol: "email", Endpoint: ON_CALL }]);
}

async function seeDashboard({ aws }: AppliedSystem): Promise<void> {
  const { DashboardBody } = await aws.cloudWatch.send(new GetDashboardCommand({ DashboardName: `${NAME}-dashboard` }));
  expect((JSON.parse(DashboardBody!) as { widgets: object[] }).widgets).toHaveLength(5);
}

/** The scaler has made it five: the next plan finds nothing to do. */
async function seeThatPlansLeaveTheCountAlone(system: AppliedSystem): Promise<void> {
  const service = { cluster: `${NAME}-cluster`, service: `${NAME}-web` };
  await system.aws.ecs.send(new UpdateServiceCommand({ ...service, desiredCount: 5 }));
  const next = await NextPlan.of(system, STACK);
  expect(await next.changes()).toEqual([]);
}
