import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { taskRole } from "../security/roles";
import { Queue, type QueueProps } from "./queue";

const nobody = { none: "a test: nobody is told" };
const queue = (props: Partial<QueueProps> = {}, use: (queue: Queue, stack: TerraformStack) => void = () => {}) =>
  aStack((stack) => use(new Queue(stack, "jobs", { alarms: nobody, ...props }), stack));
const jobs = (template: ReturnType<typeof queue>) => {
  const [[, block]] = Object.entries(template.all("aws_sqs_queue")).filter(([id]) => id === "jobs") as [
    [string, Record<string, unknown>],
  ];
  return block;
};

describe("a queue", () => {
  test("is encrypted, waits for messages instead of answering empty, and takes TLS only", () => {
    const template = queue();
    expect(jobs(template)).toMatchObject({
      name: "stowage-test-jobs",
      visibility_timeout_seconds: 30,
      message_retention_seconds: 345_600,
      receive_wait_time_seconds: 20,
      sqs_managed_sse_enabled: true,
    });
    expect(statements(jobs(template).policy)).toEqual([
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: expect.stringMatching(/^arn:.*:stowage-test-jobs$/),
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  test("gives up after some receives and keeps the message where somebody is told of it", () => {
    const redrive = (props: Partial<QueueProps>) => JSON.parse(jobs(queue(props)).redrive_policy as string) as unknown;
    const deadLetterTargetArn = expect.stringMatching(/^\$\{aws_sqs_queue\.jobs_dead-letters_\w+\.arn\}$/);
    expect(redrive({})).toEqual({ deadLetterTargetArn, maxReceiveCount: 3 });
    expect(redrive({ maxReceives: 10 })).toEqual({ deadLetterTargetArn, maxReceiveCount: 10 });
    expect(queue().one("aws_sqs_queue", "jobs_dead-letters").message_retention_seconds).toBe(1_209_600);
  });

  test("hides and keeps messages as long as it is told", () => {
    expect(jobs(queue({ visibilityTimeoutSeconds: 600, retentionDays: 14 }))).toMatchObject({
      visibility_timeout_seconds: 600,
      message_retention_seconds: 1_209_600,
    });
  });

  test("keeps the order when it is FIFO, and so do its dead letters", () => {
    const template = queue({ fifo: true });
    expect(jobs(template)).toMatchObject({
      name: "stowage-test-jobs.fifo",
      fifo_queue: true,
      content_based_deduplication: true,
    });
    expect(template.one("aws_sqs_queue", "jobs_dead-letters")).toMatchObject({
      name: "stowage-test-jobs-dead-letters.fifo",
      fifo_queue: true,
    });
  });

  test("rings when a message waits too long, if it is told to", () => {
    const alarms = (props: Partial<QueueProps>) =>
      aStack((stack) => void new Queue(stack, "jobs", { alarms: new AlarmTopic(stack, "topic", {}), ...props }));
    expect(alarms({ alarmAfterMinutes: 15 }).one("aws_cloudwatch_metric_alarm", "jobs_age")).toMatchObject({
      metric_name: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: "${aws_sqs_queue.jobs.name}" },
      threshold: 900,
      alarm_description: expect.stringContaining("docs/runbooks/queue-age.md"),
    });
    expect(Object.keys(alarms({}).all("aws_cloudwatch_metric_alarm"))).toEqual([
      expect.stringMatching(/^jobs_dead-letters_alarm/),
    ]);
    expect(queue({ alarmAfterMinutes: 15 }).all("aws_cloudwatch_metric_alarm")).toEqual({});
  });

  test("admits a service for one resource only", () => {
    const template = queue({}, (it) =>
      it.admit({ sid: "FromRule", service: "events.amazonaws.com", sourceArn: "arn:aws:events:r:a:rule/x" }),
    );
    expect(statements(jobs(template).policy)[1]).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:r:a:rule/x" } },
    });
  });
});

test("sending and consuming are two rights on this queue only", () => {
  const template = queue({}, (it, stack) => {
    const role = taskRole(stack, "role", "r");
    it.grantSend(role);
    it.grantConsume(role);
  });
  const policy = statements(template.one("aws_iam_role_policy").policy);
  expect(policy.map(({ Sid, Action }) => [Sid, Action])).toEqual([
    ["SendToJobs", ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"]],
    [
      "ConsumeJobs",
      [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
      ],
    ],
  ]);
  expect(policy.flatMap(({ Resource }) => Resource)).toEqual(Array(2).fill("${aws_sqs_queue.jobs.arn}"));
});

test.each([
  ["a visibility timeout over 12 hours", { visibilityTimeoutSeconds: 43_201 }, "queue-visibility-range"],
  ["more than two weeks", { retentionDays: 15 }, "queue-retention"],
  ["no receives", { maxReceives: 0 }, "queue-receives"],
  ["an alarm after no time", { alarmAfterMinutes: 0 }, "queue-alarm-age"],
])("refuses %s", (_, props, code) => {
  expect(queue(props).codes).toEqual([code]);
});
