import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements } from "../../test/support/template";
import { Bucket } from "../storage/bucket";
import { fargate } from "./capacity";
import type { EventFields } from "./event-fields";
import { EventTask, type EventTaskProps } from "./event-task";

const nobody = { none: "a test: nobody is told" };
const FIELDS: EventFields = { OBJECT_KEY: "$.detail.object.key", OBJECT_SIZE: { number: "$.detail.object.size" } };

function eventTask(
  changes: Partial<EventTaskProps> = {},
  network: NonNullable<Parameters<typeof oneBox>[1]>["network"] = {},
) {
  return aStack((stack) => {
    const { cluster, fleet } = oneBox(stack, { network });
    const bucket = new Bucket(stack, "uploads", { events: true, protect: false });
    new EventTask(stack, "import", {
      cluster,
      runOn: fleet,
      cpu: 128,
      memoryMiB: 128,
      container: { image: "import:1" },
      on: bucket.objectCreated({ prefix: "in/" }),
      fields: FIELDS,
      alarms: nobody,
      ...changes,
    } as EventTaskProps);
  });
}

type Target = {
  readonly input_transformer: { input_paths: Record<string, string>; input_template: string };
  readonly ecs_target: Record<string, unknown>;
};
const target = (template: ReturnType<typeof eventTask>): Target => {
  const { input_transformer, ecs_target } = template.one("aws_cloudwatch_event_target");
  return {
    input_transformer: input_transformer as Target["input_transformer"],
    ecs_target: ecs_target as Target["ecs_target"],
  };
};

/** What EventBridge makes of a template: each placeholder replaced by the JSON of its value. */
function filled(template: string, values: Record<string, unknown>): unknown {
  return JSON.parse(template.replace(/<(\w+)>/g, (_, name: string) => JSON.stringify(values[name])));
}

describe("an event", () => {
  test("is matched by its pattern", () => {
    expect(JSON.parse(eventTask().one("aws_cloudwatch_event_rule").event_pattern as string)).toEqual({
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: ["${aws_s3_bucket.uploads.id}"] }, object: { key: [{ prefix: "in/" }] } },
    });
  });

  test("starts one task of this family by a role that may do nothing else", () => {
    const template = eventTask();
    expect(template.codes).toEqual([]);
    expect(template.one("aws_cloudwatch_event_target")).toMatchObject({
      arn: "${aws_ecs_cluster.cluster.arn}",
      role_arn: expect.stringContaining("import_events-role"),
      retry_policy: { maximum_retry_attempts: 24, maximum_event_age_in_seconds: 3600 },
    });
    expect(target(template).ecs_target).toMatchObject({
      task_count: 1,
      capacity_provider_strategy: [{ capacity_provider: expect.stringContaining("fleet") }],
    });
    expect(target(template).ecs_target).not.toHaveProperty("launch_type");
    const role = template.one("aws_iam_role", "import_events-role");
    expect(statements(role.assume_role_policy)).toMatchObject([
      {
        Principal: { Service: "events.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceArn": expect.stringContaining("aws_cloudwatch_event_rule.import_rule") },
        },
      },
    ]);
    const policy = statements(template.one("aws_iam_role_policy", "import_events-role").policy);
    expect(policy.map(({ Sid }) => Sid)).toEqual(["RunTask", "PassTaskRoles"]);
  });

  test("reaches the container as variables, quotes in a key and numbers included", () => {
    const { input_paths, input_template } = target(eventTask()).input_transformer;
    expect(input_paths).toEqual({ OBJECT_KEY: "$.detail.object.key", OBJECT_SIZE: "$.detail.object.size" });
    expect(filled(input_template, { OBJECT_KEY: 'in/"quoted".csv', OBJECT_SIZE: 12 })).toEqual({
      containerOverrides: [
        {
          name: "import",
          environment: [
            { name: "OBJECT_KEY", value: 'in/"quoted".csv' },
            { name: "OBJECT_SIZE", value: "12" },
          ],
        },
      ],
    });
    expect(input_template).not.toContain("\\u003c");
  });

  test("that nobody took is kept, by this rule only", () => {
    const template = eventTask();
    const queue = template.one("aws_sqs_queue", "import_dead-letters");
    expect(template.one("aws_cloudwatch_event_target").dead_letter_config).toEqual({
      arn: expect.stringContaining("import_dead-letters"),
    });
    expect(statements(queue.policy)[1]).toMatchObject({
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": expect.stringContaining("aws_cloudwatch_event_rule.import_rule") } },
    });
  });

  test("is retried and timed as it is told", () => {
    const template = eventTask({ retryAttempts: 2, retryMaxAgeSeconds: 120, maxDurationMinutes: 5 });
    expect(template.one("aws_cloudwatch_event_target").retry_policy).toEqual({
      maximum_retry_attempts: 2,
      maximum_event_age_in_seconds: 120,
    });
    expect(template.one("aws_ecs_task_definition").tags).toEqual({ "stowage:max-duration-minutes": "5" });
    expect(eventTask().one("aws_ecs_task_definition").tags).toEqual({ "stowage:max-duration-minutes": "30" });
  });

  test("starts a task on Fargate with a public address where it needs one", () => {
    const template = eventTask({ runOn: fargate(), cpu: 256, memoryMiB: 512 });
    expect(target(template).ecs_target).toMatchObject({
      launch_type: "FARGATE",
      network_configuration: { assign_public_ip: true },
    });
    const spot = eventTask({ runOn: fargate({ spot: true }), cpu: 256, memoryMiB: 512 }, { egress: "nat-gateway" });
    expect(target(spot).ecs_target).toMatchObject({
      capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT" }],
    });
  });

  test("of one's own application is matched like any other", () => {
    const on = { source: ["shop"], detail: { total: [{ numeric: [">", 100] as const }] } };
    expect(JSON.parse(eventTask({ on }).one("aws_cloudwatch_event_rule").event_pattern as string)).toEqual(on);
  });
});

describe("events with a queue in between", () => {
  const buffered = (buffer = {}) => eventTask({ buffer: { maxProcessingSeconds: 60, ...buffer } });

  test("wait for a bounded number of copies", () => {
    const template = buffered({ max: 4, backlogPerCopy: 2 });
    expect(template.codes).toEqual([]);
    expect(template.one("aws_cloudwatch_event_target")).toMatchObject({ arn: expect.stringContaining("import_queue") });
    expect(template.one("aws_cloudwatch_event_target")).not.toHaveProperty("role_arn");
    expect(template.one("aws_appautoscaling_target")).toMatchObject({ min_capacity: 1, max_capacity: 4 });
    expect(template.one("aws_appautoscaling_policy")).toMatchObject({
      target_tracking_scaling_policy_configuration: { target_value: 2 },
    });
    expect(buffered({ min: 0, max: 1 }).one("aws_ecs_service").desired_count).toBe(0);
  });

  test("are messages of the fields, hidden long enough", () => {
    const template = buffered();
    const { input_template } = target(template).input_transformer;
    expect(filled(input_template, { OBJECT_KEY: "in/a.csv", OBJECT_SIZE: 12 })).toEqual({
      OBJECT_KEY: "in/a.csv",
      OBJECT_SIZE: "12",
    });
    const [[, queue]] = Object.entries(template.all("aws_sqs_queue")).filter(([id]) =>
      /^import_queue(_\w{8})?$/.test(id),
    ) as [[string, Record<string, unknown>]];
    expect(queue.visibility_timeout_seconds).toBe(90);
    expect(statements(queue.policy)[1]).toMatchObject({ Sid: "FromImport", Action: "sqs:SendMessage" });
    const [app] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(app).toMatchObject({ name: "import", environment: [{ name: "AWS_REGION" }, { name: "QUEUE_URL" }] });
  });

  test("do not compile with the retries of a direct start", () => {
    // @ts-expect-error a queue retries by itself
    const wrong: EventTaskProps = { buffer: { maxProcessingSeconds: 60 }, retryAttempts: 1 };
    expect(wrong.retryAttempts).toBe(1);
  });
});

test.each([
  ["a variable that EventBridge keeps", { fields: { AWS_KEY: "$.detail.key" as const } }, "event-field-name"],
  ["a variable with a hyphen", { fields: { "object-key": "$.detail.key" as const } }, "event-field-name"],
  ["a path that EventBridge does not know", { fields: { KEY: "$.detail..key" as const } }, "event-field-path"],
  [
    "too many fields",
    { fields: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`F${i}`, "$.id" as const])) },
    "event-fields",
  ],
  ["186 attempts", { retryAttempts: 186 }, "event-retry-attempts"],
  ["a minute too little", { retryMaxAgeSeconds: 59 }, "event-retry-age"],
  ["a run of no time", { maxDurationMinutes: 0 }, "event-duration"],
  ["spot in public subnets", { runOn: fargate({ spot: true }), cpu: 256, memoryMiB: 512 }, "event-spot-no-egress"],
])("refuses %s", (_, changes, code) => {
  expect(eventTask(changes as Partial<EventTaskProps>).codes).toEqual([code]);
});
