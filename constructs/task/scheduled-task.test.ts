import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { LockTable } from "../storage/lock-table";
import { fargate } from "./capacity";
import { ScheduledTask, type ScheduledTaskProps } from "./scheduled-task";

type Box = ReturnType<typeof oneBox> & { readonly stack: TerraformStack };
type Changes = Partial<Omit<ScheduledTaskProps, "container" | "containers">> & Partial<ScheduledTaskProps>;
const nobody = { none: "a test: nobody is told" };

function scheduled(
  changes: Changes | ((box: Box) => Changes) = {},
  network: NonNullable<Parameters<typeof oneBox>[1]>["network"] = {},
) {
  return aStack((stack) => {
    const box = { stack, ...oneBox(stack, { network }) };
    const own = typeof changes === "function" ? changes(box) : changes;
    new ScheduledTask(stack, "report", {
      cluster: box.cluster,
      runOn: box.fleet,
      cpu: 128,
      memoryMiB: 192,
      container: { image: "report:1" },
      ...("calendar" in own ? {} : { schedule: "cron(0 6 * * ? *)" }),
      alarms: nobody,
      ...own,
    } as ScheduledTaskProps);
  });
}

const told = (changes: Changes = {}) =>
  scheduled(({ stack }) => ({ alarms: new AlarmTopic(stack, "topic", {}), ...changes }));

describe("a calendar", () => {
  test("of one expression is one schedule under the task's own name", () => {
    expect(scheduled().one("aws_scheduler_schedule")).toMatchObject({
      name: "stowage-test-report",
      schedule_expression: "cron(0 6 * * ? *)",
      schedule_expression_timezone: "UTC",
      flexible_time_window: { mode: "OFF" },
      state: "ENABLED",
      target: { retry_policy: { maximum_retry_attempts: 3, maximum_event_age_in_seconds: 900 } },
    });
  });

  test("of several is a schedule each, which start the same task by the same role", () => {
    const template = scheduled({
      calendar: { weekdays: "cron(0 6 ? * MON-FRI *)", weekend: "cron(0 9 ? * SAT,SUN *)" },
      timeZone: "Europe/Rome",
    });
    const schedules = Object.entries(template.all("aws_scheduler_schedule"));
    expect(schedules.map(([id, it]) => [id.replace(/_\w{8}$/, ""), it.name, it.schedule_expression])).toEqual([
      ["report_at-weekdays", "stowage-test-report-weekdays", "cron(0 6 ? * MON-FRI *)"],
      ["report_at-weekend", "stowage-test-report-weekend", "cron(0 9 ? * SAT,SUN *)"],
    ]);
    expect(new Set(schedules.map(([, it]) => JSON.stringify(it.target))).size).toBe(1);
    expect(schedules.map(([, it]) => it.schedule_expression_timezone)).toEqual(["Europe/Rome", "Europe/Rome"]);
    expect(Object.keys(template.all("aws_ecs_task_definition"))).toHaveLength(1);
  });

  test.each([
    ["no times", { calendar: {} }, ["calendar-empty"]],
    ["a name in capitals", { calendar: { firstDay: "rate(1 day)" as const } }, ["calendar-name"]],
    ["one time twice", { calendar: { a: "rate(1 day)" as const, b: "rate(1 day)" as const } }, ["calendar-repeated"]],
    ["five fields", { calendar: { a: "cron(0 6 * * *)" as const } }, ["schedule-cron-fields"]],
  ])("is refused with %s", (_, changes, codes) => {
    // An empty calendar has no first schedule; everything else about the task is still judged.
    expect(scheduled(changes).codes).toEqual(codes);
  });
});

describe("options of a schedule", () => {
  test("reach the schedule", () => {
    const template = scheduled({
      flexibleWindowMinutes: 15,
      retryAttempts: 0,
      retryMaxAgeSeconds: 60,
      taskCount: 2,
      enabled: false,
    });
    expect(template.one("aws_scheduler_schedule")).toMatchObject({
      flexible_time_window: { mode: "FLEXIBLE", maximum_window_in_minutes: 15 },
      state: "DISABLED",
      target: {
        retry_policy: { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 },
        ecs_parameters: { task_count: 2 },
      },
    });
  });

  test("say how long a run takes where only the Terraform file is at hand", () => {
    expect(scheduled({ maxDurationMinutes: 45 }).one("aws_ecs_task_definition").tags).toEqual({
      "stowage:max-duration-minutes": "45",
    });
  });

  test("name the capacity provider on a fleet, and the launch type with a public address on Fargate", () => {
    const parameters = (changes: Changes, network = {}) =>
      (scheduled(changes, network).one("aws_scheduler_schedule").target as { ecs_parameters: object }).ecs_parameters;
    expect(parameters({})).toMatchObject({
      capacity_provider_strategy: [{ capacity_provider: expect.stringContaining("fleet"), weight: 1, base: 0 }],
    });
    expect(parameters({ runOn: fargate(), cpu: 256, memoryMiB: 512 })).toMatchObject({
      launch_type: "FARGATE",
      network_configuration: { assign_public_ip: true },
    });
    const spot = parameters({ runOn: fargate({ spot: true }), cpu: 256, memoryMiB: 512 }, { egress: "nat-gateway" });
    expect(spot).toMatchObject({ capacity_provider_strategy: [{ capacity_provider: "FARGATE_SPOT" }] });
    expect(spot).not.toHaveProperty("launch_type");
  });

  test.each([
    ["a run of no time", { maxDurationMinutes: 0 }, "schedule-duration"],
    ["a time zone that is none", { timeZone: "Europe/Nowhere" }, "schedule-time-zone"],
    ["a window of two days", { flexibleWindowMinutes: 2880 }, "schedule-flexible-window"],
    ["186 attempts", { retryAttempts: 186 }, "schedule-retry-attempts"],
    ["no age", { retryMaxAgeSeconds: 0 }, "schedule-retry-age"],
    ["eleven copies", { taskCount: 11 }, "schedule-task-count"],
    ["an alarm after two weeks", { missedAfterHours: 336 }, "schedule-missed-after"],
    ["spot in public subnets", { runOn: fargate({ spot: true }), cpu: 256, memoryMiB: 512 }, "schedule-spot-no-egress"],
  ])("are refused: %s", (_, changes, code) => {
    expect(scheduled(changes).codes).toEqual([code]);
  });
});

describe("missed runs", () => {
  const alarm = (changes: Changes = {}) => told(changes).one("aws_cloudwatch_metric_alarm", "report_missed");
  const minutes = (changes: Changes) => {
    const { period, evaluation_periods } = alarm(changes) as { period: number; evaluation_periods: number };
    return (period * evaluation_periods) / 60;
  };

  test("ring when no run has ended well for as long as one may take", () => {
    expect(alarm()).toMatchObject({
      namespace: "AWS/Events",
      metric_name: "TriggeredRules",
      statistic: "Sum",
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
      alarm_description: expect.stringContaining("docs/runbooks/missed-run.md"),
    });
  });

  test.each([
    ["every six hours", { schedule: "rate(6 hours)" as const }, 6 * 60 + 15 + 30 + 15],
    ["a longer run", { schedule: "rate(6 hours)" as const, maxDurationMinutes: 60 }, 6 * 60 + 15 + 60 + 15],
    ["a flexible start", { schedule: "rate(6 hours)" as const, flexibleWindowMinutes: 30 }, 6 * 60 + 30 + 15 + 30 + 15],
    ["a later start", { schedule: "rate(6 hours)" as const, retryMaxAgeSeconds: 3600 }, 6 * 60 + 60 + 30 + 15],
    ["every day, in whole hours", {}, 25 * 60],
    ["working days, over the weekend", { schedule: "cron(0 6 ? * MON-FRI *)" as const }, 73 * 60],
    ["what the user says", { missedAfterHours: 12 }, 12 * 60],
  ])("are noticed by the calendar: %s", (_, changes, expected) => {
    expect(minutes(changes)).toBe(expected);
  });

  test("count ends with exit status 0 of the container that works, whatever revision", () => {
    const template = told();
    const rule = template.one("aws_cloudwatch_event_rule", "report_missed");
    expect(JSON.parse(rule.event_pattern as string)).toEqual({
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: ["${aws_ecs_cluster.cluster.arn}"],
        lastStatus: ["STOPPED"],
        taskDefinitionArn: [{ prefix: expect.stringMatching(/^arn:.*:task-definition\/stowage-test-report:$/) }],
        containers: { name: ["report"], exitCode: [0] },
      },
    });
    const queue = template.one("aws_sqs_queue", "finished-runs");
    expect(template.one("aws_cloudwatch_event_target", "report_missed").arn).toMatch(
      /aws_sqs_queue\.finished-runs\.arn/,
    );
    expect(statements(queue.policy)[1]).toMatchObject({
      Sid: "FromReportMissed",
      Condition: { ArnEquals: { "aws:SourceArn": expect.stringMatching(/aws_cloudwatch_event_rule\.report_missed/) } },
    });
    expect(queue.message_retention_seconds).toBe(60);
  });

  test("are nobody's business where nobody is told, where it is disabled, and after a single start", () => {
    for (const template of [scheduled(), told({ enabled: false }), told({ schedule: "at(2027-01-01T06:00:00)" })]) {
      expect(template.all("aws_cloudwatch_event_rule")).toEqual({});
      expect(template.findings).toEqual([]);
    }
  });

  test("of a rare schedule go unnoticed, and synthesis says so", () => {
    const template = told({ schedule: "cron(0 6 1 * ? *)" });
    expect(template.findings).toMatchObject([{ severity: "warning", code: "schedule-missed-unnoticed" }]);
    expect(template.all("aws_cloudwatch_event_rule")).toEqual({});
  });

  test("of several tasks are counted through one queue", () => {
    const template = aStack((stack) => {
      const { cluster, fleet } = oneBox(stack);
      const alarms = new AlarmTopic(stack, "topic", {});
      for (const id of ["a", "b"]) {
        const container = { image: "x:1" };
        const size = { cpu: 128, memoryMiB: 128 };
        new ScheduledTask(stack, id, { cluster, runOn: fleet, ...size, container, schedule: "rate(1 day)", alarms });
      }
    });
    expect(statements(template.one("aws_sqs_queue", "finished-runs").policy).map(({ Sid }) => Sid)).toEqual([
      "RefusePlainHttp",
      "FromAMissed",
      "FromBMissed",
    ]);
  });
});

describe("overlapping runs", () => {
  const skipping = (changes: Changes = {}) =>
    scheduled(({ stack }) => ({ overlap: { skip: new LockTable(stack, "locks") }, ...changes }));

  test("are allowed unless they are to be skipped: no lock, no second container", () => {
    for (const template of [scheduled(), scheduled({ overlap: "allow" })]) {
      expect(containers(template.one("aws_ecs_task_definition").container_definitions)).toHaveLength(1);
    }
  });

  test("are skipped by a container that holds a lock, for which the others wait", () => {
    const template = skipping();
    const [lock, work] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(work).toMatchObject({ name: "report", dependsOn: [{ containerName: "lock", condition: "HEALTHY" }] });
    expect(lock).toMatchObject({
      name: "lock",
      essential: true,
      image: "public.ecr.aws/aws-cli/aws-cli:2.27.50",
      memory: 192,
      memoryReservation: 64,
      healthCheck: { command: ["CMD", "test", "-f", "/tmp/held"], interval: 5 },
    });
    expect(
      Object.fromEntries((lock!.environment as { name: string; value: string }[]).map((it) => [it.name, it.value])),
    ).toEqual({
      AWS_DEFAULT_REGION: "${data.aws_region.region.name}",
      AWS_REGION: "${data.aws_region.region.name}",
      LOCK_NAME: "stowage-test-report",
      LOCK_RENEW_SECONDS: "100",
      LOCK_SECONDS: "300",
      LOCK_TABLE: "${aws_dynamodb_table.locks.name}",
    });
  });

  test("may take, renew and give back their own lock, and no other", () => {
    const template = skipping();
    expect(statements(template.one("aws_iam_role_policy", "report_task_task-role").policy)).toMatchObject([
      {
        Sid: "LockLocks",
        Action: ["dynamodb:DeleteItem", "dynamodb:UpdateItem"],
        Resource: ["${aws_dynamodb_table.locks.arn}"],
        Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["stowage-test-report"] } },
      },
    ]);
    expect(template.one("aws_dynamodb_table")).toMatchObject({
      hash_key: "name",
      ttl: { attribute_name: "expires", enabled: true },
    });
  });

  test("take the image that they are told", () => {
    const template = scheduled(({ stack }) => ({
      overlap: { skip: new LockTable(stack, "locks"), image: "mirror/aws:2" },
    }));
    expect(containers(template.one("aws_ecs_task_definition").container_definitions)[0]!.image).toBe("mirror/aws:2");
  });

  test("keep the size that was asked for on Fargate, where sizes are steps", () => {
    const template = skipping({ runOn: fargate(), cpu: 256, memoryMiB: 512 });
    const definition = template.one("aws_ecs_task_definition");
    expect(template.codes).toEqual([]);
    expect(definition).toMatchObject({ cpu: "256", memory: "512" });
    expect(containers(definition.container_definitions).map(({ cpu, memory }) => [cpu, memory])).toEqual([
      [32, 192],
      [224, 448],
    ]);
  });

  test("of a task of several containers: all of them wait", () => {
    const both = [
      { name: "app", image: "a:1", cpu: 64, memoryMiB: 64, dependsOn: { log: "START" as const } },
      { name: "log", image: "b:1", cpu: 64, memoryMiB: 64 },
    ];
    const template = skipping({
      container: undefined,
      cpu: undefined,
      memoryMiB: undefined,
      containers: both,
    } as Changes);
    const definitions = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(definitions.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
      [
        "app",
        [
          { containerName: "lock", condition: "HEALTHY" },
          { containerName: "log", condition: "START" },
        ],
      ],
      ["lock", undefined],
      ["log", [{ containerName: "lock", condition: "HEALTHY" }]],
    ]);
  });

  test("of several copies are refused: all but one would be skipped", () => {
    expect(skipping({ taskCount: 2 }).codes).toEqual(["schedule-skip-copies"]);
  });

  test("of a task that nothing but the lock could end are refused", () => {
    const helpers = ["one", "two"].map((name) => ({
      name,
      image: "busybox:1",
      cpu: 8,
      memoryMiB: 32,
      essential: false,
    }));
    const several = { container: undefined, cpu: undefined, memoryMiB: undefined, containers: helpers };
    expect(skipping(several).codes).toEqual(["no-essential-container"]);
  });
});
