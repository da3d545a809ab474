import { expect, test } from "vitest";
import { NOBODY } from "../../test/support/balanced";
import { oneBox } from "../../test/support/one-box";
import { aStack, statements } from "../../test/support/template";
import type { Ec2FleetProps } from "../cluster/ec2-fleet";
import { RefreshSchedule, type RefreshScheduleProps } from "./refresh-schedule";

const refreshed = (fleet: Partial<Ec2FleetProps> = {}, changes: Partial<RefreshScheduleProps> = {}) =>
  aStack((stack) => {
    const box = oneBox(stack, { fleet });
    new RefreshSchedule(stack, "patches", {
      fleet: box.fleet,
      schedule: "cron(0 3 ? * SUN *)",
      alarms: NOBODY,
      ...changes,
    });
  });

test("replaces every host at the time, the new one first where there may be two", () => {
  const template = refreshed({ max: 2 }, { timeZone: "Europe/Rome" });
  const schedule = template.one("aws_scheduler_schedule");
  expect(schedule).toMatchObject({
    schedule_expression: "cron(0 3 ? * SUN *)",
    schedule_expression_timezone: "Europe/Rome",
    target: {
      arn: "arn:${data.aws_partition.partition.partition}:scheduler:::aws-sdk:autoscaling:startInstanceRefresh",
    },
  });
  expect(JSON.parse((schedule.target as { input: string }).input)).toEqual({
    AutoScalingGroupName: expect.stringContaining("aws_autoscaling_group."),
    Strategy: "Rolling",
    Preferences: { MinHealthyPercentage: 100, MaxHealthyPercentage: 200, SkipMatching: false },
  });
  expect(template.findings).toEqual([]);
});

test("says what a fleet of one, or one with a fixed address, will be without", () => {
  const one = refreshed();
  expect(JSON.parse((one.one("aws_scheduler_schedule").target as { input: string }).input).Preferences).toMatchObject({
    MinHealthyPercentage: 0,
    MaxHealthyPercentage: 100,
  });
  expect(one.findings).toMatchObject([
    {
      code: "refresh-downtime",
      severity: "warning",
      got: "a fleet of 1 to 1 hosts",
      fix: expect.stringContaining("set max above min"),
    },
  ]);
  expect(refreshed({ elasticIp: true }).findings).toMatchObject([{ fix: expect.stringContaining("load balancer") }]);
});

test("may refresh this one group and nothing else", () => {
  const template = refreshed();
  const policy = template.one("aws_iam_role_policy", "patches_role");
  expect(statements(policy.policy).map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ["RefreshFleet", ["autoscaling:StartInstanceRefresh"]],
    [expect.stringMatching(/^SendTo/), ["sqs:SendMessage"]],
  ]);
});

test("refuses a time or a zone that is none", () => {
  expect(refreshed({ max: 2 }, { schedule: "cron(0 3 * * *)" }).codes).toEqual(["schedule-cron-fields"]);
  expect(refreshed({ max: 2 }, { timeZone: "Rome" }).codes).toEqual(["schedule-time-zone"]);
});
