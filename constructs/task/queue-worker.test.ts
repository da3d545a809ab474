import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, statements } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { Queue } from "../storage/queue";
import { QueueWorker, type QueueWorkerProps } from "./queue-worker";

const nobody = { none: "a test: nobody is told" };

interface Options {
  readonly visibility?: number;
  readonly worker?: Partial<QueueWorkerProps>;
  readonly use?: (worker: QueueWorker, stack: TerraformStack) => void;
}

function worker({ visibility = 90, worker: changes = {}, use = () => {} }: Options = {}) {
  return aStack((stack) => {
    const { cluster, fleet } = oneBox(stack);
    const queue = new Queue(stack, "jobs", { visibilityTimeoutSeconds: visibility, alarms: nobody });
    const props = {
      cluster,
      runOn: fleet,
      queue,
      cpu: 128,
      memoryMiB: 128,
      container: { image: "worker:1" },
      maxProcessingSeconds: 60,
      protectsWork: true,
      alarms: nobody,
      ...changes,
    } as QueueWorkerProps;
    use(new QueueWorker(stack, "resize", props), stack);
  });
}

type Policy = {
  readonly target_tracking_scaling_policy_configuration: { customized_metric_specification: { metrics: object[] } };
};

describe("a worker", () => {
  test("is one copy that always runs, which is told its queue and region and may consume it", () => {
    const template = worker();
    expect(template.codes).toEqual([]);
    expect(template.one("aws_ecs_service").desired_count).toBe(1);
    expect(template.all("aws_appautoscaling_target")).toEqual({});
    const [app] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(app).toMatchObject({
      name: "resize",
      environment: [
        { name: "AWS_REGION", value: "${data.aws_region.region.name}" },
        { name: "QUEUE_URL", value: "${aws_sqs_queue.jobs.url}" },
      ],
    });
    const policy = statements(template.one("aws_iam_role_policy", "resize_service_task_task-role").policy);
    expect(policy.map(({ Sid }) => Sid)).toEqual(["ConsumeJobs", "ProtectWork"]);
  });

  test("keeps variables of its own", () => {
    const template = worker({
      worker: {
        container: { image: "w:1", environment: { AWS_REGION: "eu-south-1", X: "1" } },
      } as Partial<QueueWorkerProps>,
    });
    const [app] = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(app!.environment).toMatchObject([
      { name: "AWS_REGION", value: "eu-south-1" },
      { name: "QUEUE_URL" },
      { name: "X" },
    ]);
  });

  test("tells every one of several containers", () => {
    const two = ["a", "b"].map((name) => ({ name, image: "w:1", cpu: 64, memoryMiB: 64 }));
    const template = worker({
      worker: {
        container: undefined,
        cpu: undefined,
        memoryMiB: undefined,
        containers: two,
      } as Partial<QueueWorkerProps>,
    });
    const definitions = containers(template.one("aws_ecs_task_definition").container_definitions);
    expect(definitions.map(({ environment }) => (environment as object[]).length)).toEqual([2, 2]);
  });

  test("rings as any service does, at the thresholds it is given", () => {
    const template = aStack((stack) => {
      const { cluster, fleet } = oneBox(stack);
      const alarms = new AlarmTopic(stack, "topic", {});
      const queue = new Queue(stack, "jobs", { visibilityTimeoutSeconds: 90, alarms });
      const rest = { cpu: 128, memoryMiB: 128, container: { image: "w:1" }, maxProcessingSeconds: 10, alarms };
      new QueueWorker(stack, "resize", { cluster, runOn: fleet, queue, ...rest, alarmAt: { cpuPercent: 50 } });
    });
    expect(template.one("aws_cloudwatch_metric_alarm", "resize_service_alarms_cpu").threshold).toBe(50);
  });
});

describe("a worker between two numbers of copies", () => {
  test("has as many as there is work for, counted without a charge", () => {
    const template = worker({ worker: { min: 1, max: 5, backlogPerCopy: 20 } });
    expect(template.codes).toEqual([]);
    expect(template.one("aws_appautoscaling_target")).toMatchObject({ min_capacity: 1, max_capacity: 5 });
    expect(template.one("aws_ecs_service").lifecycle).toMatchObject({ ignore_changes: ["desired_count"] });
    const policy = template.one("aws_appautoscaling_policy") as Policy;
    expect(policy).toMatchObject({
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: { target_value: 20 },
    });
    const { metrics } = policy.target_tracking_scaling_policy_configuration.customized_metric_specification;
    expect(metrics).toMatchObject([
      {
        id: "waiting",
        metric_stat: { metric: { metric_name: "ApproximateNumberOfMessagesVisible" }, stat: "Maximum" },
      },
      { id: "working", metric_stat: { metric: { metric_name: "ApproximateNumberOfMessagesNotVisible" } } },
      {
        id: "copies",
        metric_stat: {
          metric: {
            namespace: "AWS/ECS",
            dimensions: [{ name: "ClusterName" }, { name: "ServiceName", value: "stowage-test-resize-service" }],
          },
          stat: "SampleCount",
        },
      },
      { expression: "(waiting + working) / FILL(copies, 1)", return_data: true },
    ]);
    expect(template.one("aws_ecs_service").name).toBe("stowage-test-resize-service");
  });

  test("of which the lower is none is woken by the first message", () => {
    const template = worker({ worker: { min: 0, max: 3 } });
    expect(template.codes).toEqual([]);
    expect(template.one("aws_ecs_service").desired_count).toBe(0);
    expect(template.one("aws_appautoscaling_policy", "resize_wake")).toMatchObject({
      policy_type: "StepScaling",
      step_scaling_policy_configuration: {
        adjustment_type: "ChangeInCapacity",
        cooldown: 900,
        step_adjustment: [{ scaling_adjustment: 1, metric_interval_lower_bound: "0" }],
      },
    });
    expect(template.one("aws_cloudwatch_metric_alarm", "resize_wake")).toMatchObject({
      threshold: 1,
      alarm_actions: [expect.stringContaining("resize_wake")],
      alarm_description: expect.stringContaining("docs/runbooks/service-scaling.md"),
      metric_name: "ApproximateNumberOfMessagesVisible",
      statistic: "Minimum",
      evaluation_periods: 2,
      treat_missing_data: "notBreaching",
    });
    // A series without data, such as any of ECS while no copy runs, has no documented value in metric math.
    expect(template.one("aws_cloudwatch_metric_alarm", "resize_wake").metric_query).toBeUndefined();
  });
});

describe("work in progress", () => {
  test("may be protected by the container, in tasks of this cluster only", () => {
    const policy = statements(worker().one("aws_iam_role_policy", "resize_service_task_task-role").policy);
    expect(policy[1]).toMatchObject({
      Action: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
      Resource: [expect.stringMatching(/:task\/\$\{aws_ecs_cluster\.cluster\.name\}\/\*$/)],
    });
    const without = worker({ worker: { protectsWork: false } });
    expect(statements(without.one("aws_iam_role_policy", "resize_service_task_task-role").policy)).toHaveLength(1);
  });

  test("that takes longer than a container has to stop is interrupted, and synthesis says so", () => {
    const template = worker({ worker: { protectsWork: false } });
    expect(template.findings).toMatchObject([{ severity: "warning", code: "worker-interrupted" }]);
    const patient = { container: { image: "w:1", stopTimeoutSeconds: 60 }, protectsWork: false };
    expect(worker({ visibility: 120, worker: patient as Partial<QueueWorkerProps> }).findings).toEqual([]);
  });

  test("is hidden from other copies for as long as it takes, and as long as a copy takes to stop", () => {
    expect(worker({ visibility: 90 }).codes).toEqual([]);
    const tooShort = worker({ visibility: 89 });
    expect(tooShort.codes).toEqual(["worker-visibility"]);
    expect(tooShort.findings[0]).toMatchObject({
      got: "a visibility timeout of 89 seconds",
      fix: expect.stringContaining("visibilityTimeoutSeconds: 90 on test/jobs"),
    });
    const slowStop = { container: { image: "w:1", stopTimeoutSeconds: 60 } };
    expect(worker({ visibility: 90, worker: slowStop as Partial<QueueWorkerProps> }).codes).toEqual([
      "worker-visibility",
    ]);
  });

  test.each([
    ["no time at all", { maxProcessingSeconds: 0 }, ["worker-processing"]],
    ["longer than SQS hides a message", { maxProcessingSeconds: 43_190 }, ["worker-processing"]],
    ["no backlog", { backlogPerCopy: 0, max: 2 }, ["scaling-target", "worker-backlog"]],
    ["more copies at least than at most", { min: 3, max: 2 }, ["worker-copies"]],
    ["no copies ever", { min: 0, max: 0 }, ["worker-copies"]],
  ])("is refused with %s", (_, changes, codes) => {
    expect(worker({ worker: changes }).codes).toEqual(codes);
  });
});
