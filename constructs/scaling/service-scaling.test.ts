import { describe, expect, test } from "vitest";
import { type Balanced, balanced } from "../../test/support/balanced";
import { aStack, type Block, type Template } from "../../test/support/template";
import type { ServiceProps } from "../task/service";
import type { ScalingProps } from "./scaling-policies";

const CPU = { min: 2, max: 10, track: [{ metric: "cpu", target: 60 }] } as const satisfies ScalingProps;
const STEPS = {
  min: 1,
  max: 4,
  steps: { metric: "cpu", out: [{ above: 70, add: 1 }], in: [{ below: 30, remove: 1 }] },
} as const satisfies ScalingProps;

const stackOf = (fill: (parts: Balanced) => void): Template => aStack((stack) => fill(balanced(stack)));
const scaled = (scaling: ScalingProps, changes: Partial<ServiceProps> = {}) =>
  stackOf(({ service }) => void service("web", { scaling, ...changes }));
const tracking = (template: Template) =>
  template.one("aws_appautoscaling_policy").target_tracking_scaling_policy_configuration as Block;

describe("the number of copies", () => {
  test("is the scaler's: every later plan leaves it alone", () => {
    const service = scaled(CPU).one("aws_ecs_service");
    expect(service.desired_count).toBe(2);
    expect(service.lifecycle).toMatchObject({ ignore_changes: ["desired_count"] });
  });

  test("is the configuration's without a scaler", () => {
    const service = stackOf(({ service }) => void service("web", { desiredCount: 3 })).one("aws_ecs_service");
    expect(service.desired_count).toBe(3);
    expect(service.lifecycle).not.toHaveProperty("ignore_changes");
  });

  test("stays between the limits, and starts where it is told", () => {
    const template = scaled(CPU, { desiredCount: 4 });
    expect(template.one("aws_ecs_service").desired_count).toBe(4);
    expect(template.one("aws_appautoscaling_target")).toMatchObject({
      min_capacity: 2,
      max_capacity: 10,
      resource_id: "service/${aws_ecs_cluster.cluster.name}/${aws_ecs_service.web.name}",
      scalable_dimension: "ecs:service:DesiredCount",
      service_namespace: "ecs",
    });
  });
});

describe("target tracking", () => {
  test("follows CPU, adds fast and removes slowly", () => {
    expect(tracking(scaled(CPU))).toEqual({
      target_value: 60,
      scale_out_cooldown: 60,
      scale_in_cooldown: 300,
      disable_scale_in: false,
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageCPUUtilization" },
    });
  });

  test("takes its own cooldowns, and may be kept from removing", () => {
    const policy = {
      metric: "memory",
      target: 70,
      outCooldownSeconds: 0,
      inCooldownSeconds: 900,
      scaleIn: false,
    } as const;
    expect(tracking(scaled({ min: 1, max: 2, track: [policy] }))).toMatchObject({
      scale_out_cooldown: 0,
      scale_in_cooldown: 900,
      disable_scale_in: true,
      predefined_metric_specification: { predefined_metric_type: "ECSServiceAverageMemoryUtilization" },
    });
  });

  test("counts the requests that the balancer sends to each copy", () => {
    const scaling: ScalingProps = { min: 1, max: 2, track: [{ metric: "requests-per-copy", target: 1000 }] };
    const template = stackOf(({ web }) => void web("web", { hosts: ["a.example.com"] }, { scaling }));
    const group = Object.keys(template.all("aws_lb_target_group"))[0];
    expect(tracking(template).predefined_metric_specification).toEqual({
      predefined_metric_type: "ALBRequestCountPerTarget",
      resource_label: `\${aws_lb.balancer.arn_suffix}/\${aws_lb_target_group.${group}.arn_suffix}`,
    });
  });

  test("follows any metric, and arithmetic over several", () => {
    const depth = {
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "q" },
    };
    expect(
      tracking(scaled({ min: 1, max: 2, track: [{ metric: depth, target: 5 }] })).customized_metric_specification,
    ).toEqual({
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      statistic: "Average",
      dimensions: [{ name: "QueueName", value: "q" }],
    });
    const perCopy = {
      expression: "depth / copies",
      from: { depth: { ...depth, statistic: "Sum" }, copies: { ...depth, statistic: "Average" } },
    };
    expect(
      tracking(scaled({ min: 1, max: 2, track: [{ metric: perCopy, target: 5 }] })).customized_metric_specification,
    ).toMatchObject({
      metrics: [
        { id: "depth", return_data: false, metric_stat: { stat: "Sum" } },
        { id: "copies", return_data: false },
        { id: "result", expression: "depth / copies", return_data: true },
      ],
    });
  });
});

describe("step scaling", () => {
  const alarms = (template: Template) => Object.values(template.all("aws_cloudwatch_metric_alarm"));
  const policies = (template: Template) =>
    Object.values(template.all("aws_appautoscaling_policy")).map(
      (policy) => policy.step_scaling_policy_configuration as Block,
    );

  test("adds above 70 % and removes below 30 %, each by its alarm", () => {
    const template = scaled(STEPS);
    expect(alarms(template)).toMatchObject([
      {
        metric_name: "CPUUtilization",
        comparison_operator: "GreaterThanThreshold",
        threshold: 70,
        evaluation_periods: 3,
      },
      { metric_name: "CPUUtilization", comparison_operator: "LessThanThreshold", threshold: 30, evaluation_periods: 3 },
    ]);
    expect(policies(template)).toMatchObject([
      { cooldown: 60, step_adjustment: [{ scaling_adjustment: 1, metric_interval_lower_bound: "0" }] },
      { cooldown: 300, step_adjustment: [{ scaling_adjustment: -1, metric_interval_upper_bound: "0" }] },
    ]);
    const [out, inwards] = Object.keys(template.all("aws_appautoscaling_policy"));
    expect(alarms(template).map((alarm) => alarm.alarm_actions)).toEqual([
      [`\${aws_appautoscaling_policy.${out}.arn}`],
      [`\${aws_appautoscaling_policy.${inwards}.arn}`],
    ]);
  });

  test("goes further the further the figure is away", () => {
    const steps = {
      metric: "memory",
      out: [
        { above: 60, add: 1 },
        { above: 80, add: 3 },
      ],
      in: [
        { below: 40, remove: 1 },
        { below: 10, remove: 2 },
      ],
      minutes: 5,
      outCooldownSeconds: 30,
      inCooldownSeconds: 600,
    } as const;
    const template = scaled({ min: 1, max: 9, steps });
    expect(policies(template)).toMatchObject([
      {
        cooldown: 30,
        step_adjustment: [
          { scaling_adjustment: 1, metric_interval_lower_bound: "0", metric_interval_upper_bound: "20" },
          { scaling_adjustment: 3, metric_interval_lower_bound: "20" },
        ],
      },
      {
        cooldown: 600,
        step_adjustment: [
          { scaling_adjustment: -1, metric_interval_lower_bound: "-30", metric_interval_upper_bound: "0" },
          { scaling_adjustment: -2, metric_interval_upper_bound: "-30" },
        ],
      },
    ]);
    expect(alarms(template)).toMatchObject([
      { metric_name: "MemoryUtilization", evaluation_periods: 5 },
      { metric_name: "MemoryUtilization", evaluation_periods: 5 },
    ]);
  });
});

test("limits change at set times, in the time zone of the office", () => {
  const schedule = [
    { id: "office-hours", at: "cron(0 8 ? * MON-FRI *)", timeZone: "Europe/Rome", min: 4, max: 8 },
  ] as const;
  const template = scaled({ min: 1, max: 2, schedule });
  expect(template.one("aws_appautoscaling_scheduled_action")).toMatchObject({
    name: "stowage-test-web-scaling-office-hours",
    schedule: "cron(0 8 ? * MON-FRI *)",
    timezone: "Europe/Rome",
    scalable_target_action: { min_capacity: "4", max_capacity: "8" },
  });
});

const OFFICE = { id: "office", at: "rate(1 day)", min: 1, max: 2 } as const;
const track = (change: object): ScalingProps => ({ min: 1, max: 2, track: [{ metric: "cpu", target: 60, ...change }] });
const steps = (change: object): ScalingProps => ({ ...STEPS, steps: { ...STEPS.steps, ...change } });

test.each<[string, ScalingProps, Partial<ServiceProps>, string[]]>([
  ["min over max", { ...CPU, min: 11 }, { desiredCount: 10 }, ["scaling-bounds", "scaling-desired"]],
  ["a negative min", { ...CPU, min: -1 }, { desiredCount: 1 }, ["scaling-bounds"]],
  ["a max of 0", { ...CPU, min: 0, max: 0 }, {}, ["scaling-bounds"]],
  ["over 5000 copies", { ...CPU, max: 5001 }, {}, ["ecs-tasks-per-service"]],
  ["a desired count outside", CPU, { desiredCount: 1 }, ["scaling-desired"]],
  ["no policy", { min: 1, max: 2 }, {}, ["scaling-empty"]],
  ["a negative cooldown out", track({ outCooldownSeconds: -1 }), {}, ["scaling-cooldown"]],
  ["a negative cooldown in", track({ inCooldownSeconds: -1 }), {}, ["scaling-cooldown"]],
  ["a target of 0 %", track({ target: 0 }), {}, ["scaling-target"]],
  ["a target of 101 %", track({ target: 101 }), {}, ["scaling-target"]],
  ["requests without a balancer", track({ metric: "requests-per-copy" }), {}, ["scaling-requests"]],
  ["two policies on one metric", { ...CPU, track: [...CPU.track, ...CPU.track] }, {}, ["scaling-metric-twice"]],
  ["steps up only", steps({ in: [] }), {}, ["scaling-steps"]],
  [
    "steps in the wrong order",
    steps({
      out: [
        { above: 90, add: 1 },
        { above: 70, add: 1 },
      ],
    }),
    {},
    ["scaling-steps"],
  ],
  ["a step of 0", steps({ in: [{ below: 30, remove: 0 }] }), {}, ["scaling-steps"]],
  ["no gap between out and in", steps({ in: [{ below: 70, remove: 1 }] }), {}, ["scaling-steps"]],
  ["half a minute", steps({ minutes: 0.5 }), {}, ["scaling-steps"]],
  [
    "a time that is none",
    { min: 1, max: 2, schedule: [{ id: "a", at: "cron(0 8 * * *)", min: 1, max: 2 }] },
    {},
    ["schedule-cron-fields"],
  ],
  ["two times of one id", { min: 1, max: 2, schedule: [OFFICE, OFFICE] }, {}, ["scaling-schedule"]],
  [
    "min over max at a time",
    { min: 1, max: 2, schedule: [{ id: "a", at: "rate(1 hour)", min: 3, max: 2 }] },
    {},
    ["scaling-bounds"],
  ],
])("refuses %s", (_, scaling, changes, codes) => {
  expect(scaled(scaling, changes).codes).toEqual(codes);
});
