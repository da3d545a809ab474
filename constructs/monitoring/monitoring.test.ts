import { expect, test } from "vitest";
import { aStack } from "../../test/support/template";
import { executionRole } from "../security/roles";
import { AlarmTopic } from "./alarm-topic";
import { alarmActions } from "./alarms";
import { LogGroup } from "./log-group";

test.each([
  [undefined, 30, []],
  [14, 14, []],
  [15, 15, ["log-retention"]],
])("a log group asked to keep %s days keeps %s", (retentionDays, expected, codes) => {
  const template = aStack(
    (stack) => void new LogGroup(stack, "logs", retentionDays === undefined ? {} : { retentionDays }),
  );
  expect(template.one("aws_cloudwatch_log_group")).toMatchObject({
    name: "/stowage-test/logs",
    retention_in_days: expected,
  });
  expect(template.codes).toEqual(codes);
});

test("writers may add lines but never create a group, which would come back after destroy", () => {
  aStack((stack) => {
    const role = executionRole(stack, "role", "r");
    new LogGroup(stack, "logs", { name: "/other" }).grantWrite(role);
    expect(role.statements[0]?.actions).toEqual(["logs:CreateLogStream", "logs:PutLogEvents"]);
  });
});

test("the alarm topic takes messages of this account's CloudWatch and of EventBridge, and mails them", () => {
  const template = aStack((stack) => void new AlarmTopic(stack, "alarms", { email: "ops@example.com" }));
  expect(template.one("aws_sns_topic_subscription")).toMatchObject({ protocol: "email", endpoint: "ops@example.com" });
  const policy = JSON.parse(template.one("aws_sns_topic_policy").policy as string) as {
    Statement: { Condition: unknown }[];
  };
  expect(policy.Statement.map((statement) => statement.Condition)).toEqual([
    { StringEquals: { "aws:SourceAccount": "${data.aws_caller_identity.account.account_id}" } },
    undefined, // EventBridge publishes nothing through a statement that holds a condition
  ]);
});

test("a topic without an address has no subscription, and a bad address is refused", () => {
  expect(aStack((stack) => void new AlarmTopic(stack, "alarms", {})).all("aws_sns_topic_subscription")).toEqual({});
  expect(aStack((stack) => void new AlarmTopic(stack, "alarms", { email: "ops" })).codes).toEqual(["alarm-email"]);
});

test("no alarm is made where somebody said why there is none", () => {
  expect(alarmActions({ none: "nobody is on call" })).toBeUndefined();
});
