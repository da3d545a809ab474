import { expect, test } from "vitest";
import { allowsAction, coversResource, matches } from "./iam-match";
import { isWide } from "./wide-grant";

test.each([
  ["*", "anything", true],
  ["<app/aws_x.y.arn>:*", "<app/aws_x.y.arn>:log-stream:a", true],
  ["<app/aws_x.y.arn>", "<app/aws_x.y.arn>:log-stream:a", false],
  ["arn:aws:s3:::shop-?/*", "arn:aws:s3:::shop-a/key", true],
  ["arn:aws:s3:::shop.a/*", "arn:aws:s3:::shopxa/key", false],
  ["a+b(c)*", "a+b(c)d", true],
])("%s matches %s: %s", (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test("actions ignore case, resources do not", () => {
  expect(allowsAction(["S3:get*"], "s3:GetObject")).toBe(true);
  expect(allowsAction(["s3:PutObject"], "s3:GetObject")).toBe(false);
  expect(coversResource(["ARN:x"], ["arn:x"])).toBe(false);
});

test.each([
  ["*", true],
  ["arn:aws:s3:::*", true],
  ["arn:<partition>:ec2:<region>:<account>:instance/*", true],
  ["arn:aws:dynamodb:eu-west-1:123456789012:table/*", true],
  ["arn:aws:s3:::shop/*", false],
  ["arn:<partition>:ecs:<region>:<account>:container-instance/<app/aws_ecs_cluster.c.name>/*", false],
  ["<app/aws_cloudwatch_log_group.web.arn>:*", false],
  ["<app/aws_sqs_queue.q.arn>", false],
])("%s reaches too far: %s", (resource, expected) => {
  expect(isWide(resource)).toBe(expected);
});
