import { describe, expect, test } from "vitest";
import { type Balanced, balanced } from "../../test/support/balanced";
import { aStack, type Block, type Template } from "../../test/support/template";
import type { ContainerInsights } from "../cluster/cluster";
import { Cluster } from "../cluster/cluster";
import type { ServiceProps } from "../task/service";
import { AlarmTopic } from "./alarm-topic";

const stackOf = (fill: (parts: Balanced, alarms: AlarmTopic) => void): Template =>
  aStack((stack) => fill(balanced(stack), new AlarmTopic(stack, "topic", {})));
const alarmed = (changes: Partial<ServiceProps> = {}, insights: ContainerInsights = "disabled") =>
  stackOf(({ service, network, balancer }, alarms) => {
    const cluster =
      insights === "disabled"
        ? {}
        : { cluster: new Cluster(balancer, "other", { network, containerInsights: insights }) };
    service("web", { alarms, ...cluster, ...changes });
  });
const alarms = (template: Template) =>
  new Map(
    Object.values(template.all("aws_cloudwatch_metric_alarm")).map((alarm) => [alarm.alarm_name as string, alarm]),
  );
const about = (template: Template, concern: string) =>
  alarms(template).get(`stowage-test-web-alarms-${concern}`) as Block;

describe("a service tells the topic", () => {
  test("when it uses over 85 % of its CPU or memory for five minutes", () => {
    const expected = {
      statistic: "Average",
      period: 60,
      evaluation_periods: 5,
      threshold: 85,
      comparison_operator: "GreaterThanThreshold",
    };
    expect(about(alarmed(), "cpu")).toMatchObject({ metric_name: "CPUUtilization", ...expected });
    expect(about(alarmed(), "memory")).toMatchObject({
      metric_name: "MemoryUtilization",
      dimensions: { ClusterName: "${aws_ecs_cluster.cluster.name}", ServiceName: "stowage-test-web" },
      alarm_actions: ["${aws_sns_topic.topic.arn}"],
      ok_actions: ["${aws_sns_topic.topic.arn}"],
      ...expected,
    });
  });

  test("when nothing runs: ECS then sends no metric", () => {
    expect(about(alarmed(), "running-count")).toMatchObject({
      metric_name: "CPUUtilization",
      comparison_operator: "LessThanThreshold",
      threshold: 0,
      treat_missing_data: "breaching",
    });
  });

  test("when fewer copies run than are wanted, where Container Insights counts them", () => {
    expect(about(alarmed({}, "enabled"), "running-count")).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      evaluation_periods: 10,
      metric_query: [
        { id: "desired", metric: { namespace: "ECS/ContainerInsights", metric_name: "DesiredTaskCount" } },
        { id: "running", metric: { metric_name: "RunningTaskCount" } },
        { id: "result", expression: "desired - running", return_data: true },
      ],
    });
  });

  test("nothing about running copies when none are wanted", () => {
    expect([...alarms(alarmed({ desiredCount: 0 })).keys()]).toEqual([
      "stowage-test-web-alarms-cpu",
      "stowage-test-web-alarms-memory",
    ]);
  });

  test("about errors and unhealthy copies, when a balancer sees them", () => {
    const template = stackOf(({ web }, topic) => {
      web("web", { hosts: ["a.example.com"] }, { alarms: topic, alarmAt: { target5xx: 1 } });
    });
    const dimensions = {
      LoadBalancer: "${aws_lb.balancer.arn_suffix}",
      TargetGroup: expect.stringContaining("aws_lb_target_group."),
    };
    expect(about(template, "target-5xx")).toMatchObject({
      metric_name: "HTTPCode_Target_5XX_Count",
      threshold: 1,
      dimensions,
    });
    expect(about(template, "unhealthy-targets")).toMatchObject({
      metric_name: "UnHealthyHostCount",
      threshold: 0,
      dimensions,
    });
  });

  test("at its own thresholds", () => {
    const template = alarmed({ alarmAt: { cpuPercent: 70, memoryPercent: 95 } });
    expect([about(template, "cpu").threshold, about(template, "memory").threshold]).toEqual([70, 95]);
  });

  test("nothing, with the reason given", () => {
    expect(alarms(stackOf(({ service }) => void service("web"))).size).toBe(0);
  });
});

test("every alarm says effect, first action and runbook", () => {
  for (const alarm of alarms(alarmed()).values()) {
    expect(alarm.alarm_description).toMatch(/^.+\. First: .+\. Runbook: docs\/runbooks\/[a-z0-9-]+\.md$/);
  }
});

describe("a deployment is rolled back", () => {
  test("by alarm only when asked", () => {
    expect(alarmed().one("aws_ecs_service").alarms).toBeUndefined();
    const { alarms: watched } = alarmed({ rollbackOn: ["cpu", "memory"] }).one("aws_ecs_service") as { alarms: Block };
    expect(watched).toMatchObject({ enable: true, rollback: true });
    expect(watched.alarm_names).toEqual([
      expect.stringMatching(/aws_cloudwatch_metric_alarm\.web_alarms_cpu_\w+\.alarm_name/),
      expect.stringMatching(/aws_cloudwatch_metric_alarm\.web_alarms_memory_\w+\.alarm_name/),
    ]);
  });

  test("on what its balancer sees", () => {
    const template = stackOf(({ web }, topic) => {
      web("web", { hosts: ["a.example.com"] }, { alarms: topic, rollbackOn: ["target-5xx", "unhealthy-targets"] });
    });
    expect((template.one("aws_ecs_service").alarms as Block).alarm_names).toHaveLength(2);
    expect(template.codes).toEqual([]);
  });

  test("but not on alarms that are not there", () => {
    expect(alarmed({ alarms: { none: "nobody is on call" }, rollbackOn: ["cpu"] }).codes).toEqual(["rollback-alarm"]);
    expect(alarmed({ rollbackOn: ["target-5xx"] }).codes).toEqual(["rollback-alarm"]);
    expect(alarmed({ rollbackOn: ["unhealthy-targets"] }).codes).toEqual(["rollback-alarm"]);
  });
});

test.each<[string, ServiceProps["alarmAt"]]>([
  ["0 % of CPU", { cpuPercent: 0 }],
  ["101 % of memory", { memoryPercent: 101 }],
  ["half an error", { target5xx: 0.5 }],
])("refuses an alarm at %s", (_, alarmAt) => {
  expect(alarmed({ ...(alarmAt === undefined ? {} : { alarmAt }) }).codes).toEqual(["alarm-threshold"]);
});
