import { describe, expect, test } from "vitest";
import { balanced, NOBODY } from "../../test/support/balanced";
import { bootScript } from "../../test/support/boot/boot-script";
import { oneBox } from "../../test/support/one-box";
import { aStack, type Block, statements, type Template } from "../../test/support/template";
import type { Ec2FleetProps } from "../cluster/ec2-fleet";
import { AlarmTopic } from "./alarm-topic";
import { Dashboard } from "./dashboard";
import { TaskFailures } from "./task-failures";

describe("a fleet tells the topic", () => {
  const fleet = (changes: Partial<Ec2FleetProps> = {}) =>
    aStack((stack) => void oneBox(stack, { fleet: { alarms: new AlarmTopic(stack, "topic", {}), ...changes } }));
  const names = (template: Template) =>
    Object.values(template.all("aws_cloudwatch_metric_alarm")).map((alarm) => alarm.alarm_name);

  test("when it has fewer instances than it must have, or says nothing", () => {
    const template = fleet();
    expect(template.one("aws_cloudwatch_metric_alarm")).toMatchObject({
      metric_name: "GroupInServiceInstances",
      dimensions: { AutoScalingGroupName: expect.stringMatching(/^\$\{aws_autoscaling_group\..+\.name\}$/) },
      comparison_operator: "LessThanThreshold",
      threshold: 1,
      treat_missing_data: "breaching",
    });
    expect(template.one("aws_autoscaling_group").enabled_metrics).toEqual(["GroupInServiceInstances"]);
    expect(fleet({ min: 2, max: 3 }).one("aws_cloudwatch_metric_alarm").threshold).toBe(2);
  });

  test("nothing about instances when it may be empty", () => {
    expect(names(fleet({ min: 0 }))).toEqual([]);
  });

  test("when a disk fills up, which the hosts report only then, and only under this project's namespace", () => {
    const template = fleet({ diskAlarmPercent: 80 });
    expect(template.one("aws_cloudwatch_metric_alarm", "fleet_alarms_disk")).toMatchObject({
      namespace: "Stowage",
      metric_name: "DiskUsedPercent",
      statistic: "Maximum",
      threshold: 80,
    });
    const data = bootScript(template.one("aws_launch_template").user_data);
    expect(data).toContain(
      '--namespace Stowage --metric-name DiskUsedPercent --unit Percent --dimensions AutoScalingGroupName=stowage-test-fleet --value "$used"',
    );
    const permission = statements(template.one("aws_iam_role_policy").policy).find(({ Sid }) => Sid === "ReportDisk");
    expect(permission?.Condition).toEqual({ StringEquals: { "cloudwatch:namespace": "Stowage" } });
    expect(fleet().one("aws_launch_template").user_data).not.toContain("put-metric-data");
  });
});

describe("failed tasks", () => {
  const template = aStack((stack) => {
    const { cluster } = oneBox(stack);
    new TaskFailures(stack, "failures", { cluster, alarms: new AlarmTopic(stack, "topic", {}) });
  });
  const pattern = (name: string) =>
    JSON.parse(template.one("aws_cloudwatch_event_rule", name).event_pattern as string) as Block;

  test("of this cluster that ended with another status than 0 or never started reach the topic", () => {
    expect(pattern("failures_task")).toEqual({
      source: ["aws.ecs"],
      "detail-type": ["ECS Task State Change"],
      detail: {
        clusterArn: ["${aws_ecs_cluster.cluster.arn}"],
        lastStatus: ["STOPPED"],
        $or: [
          { stopCode: ["TaskFailedToStart"] },
          { stopCode: ["EssentialContainerExited"], containers: { exitCode: [{ "anything-but": 0 }] } },
        ],
      },
    });
  });

  test("and so do deployments that were rolled back", () => {
    expect(pattern("failures_deployment")).toMatchObject({
      resources: [{ wildcard: "*:service/${aws_ecs_cluster.cluster.name}/*" }],
      detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
    });
  });

  test("in words, as JSON in which EventBridge quotes what it fills in", () => {
    const { input_transformer: said, arn } = template.one("aws_cloudwatch_event_target", "failures_task") as Block & {
      input_transformer: { input_template: string; input_paths: Block };
    };
    expect(arn).toBe("${aws_sns_topic.topic.arn}");
    expect(said.input_template).toBe(
      '{"what": "a task failed", "runbook": "docs/runbooks/task-failure.md", "group": <group>, "reason": <reason>, "task": <task>}',
    );
    expect(Object.keys(said.input_paths)).toEqual(["group", "reason", "task"]);
  });

  test("tell nobody where nobody is to be told", () => {
    const quiet = aStack(
      (stack) => void new TaskFailures(stack, "failures", { cluster: oneBox(stack).cluster, alarms: NOBODY }),
    );
    expect(quiet.all("aws_cloudwatch_event_rule")).toEqual({});
  });
});

test("the dashboard shows cluster, services and balancers, two charts side by side", () => {
  const template = aStack((stack) => {
    const { cluster, balancer, web, service } = balanced(stack);
    const services = [web("web", { hosts: ["a.example.com"] }), service("worker")];
    new Dashboard(stack, "dashboard", { cluster, services, loadBalancers: [balancer] });
  });
  const dashboard = template.one("aws_cloudwatch_dashboard");
  expect(dashboard.dashboard_name).toBe("stowage-test-dashboard");
  const { widgets } = JSON.parse(dashboard.dashboard_body as string) as { widgets: (Block & { properties: Block })[] };
  expect(widgets.map(({ x, y, properties }) => [x, y, properties.title])).toEqual([
    [0, 0, "cluster: reserved"],
    [12, 0, "web: used"],
    [0, 6, "web: requests and errors"],
    [12, 6, "web: time to answer, seconds"],
    [0, 12, "worker: used"],
    [12, 12, "balancer: requests and errors"],
  ]);
  expect(widgets[2]!.properties.metrics).toContainEqual([
    "AWS/ApplicationELB",
    "HTTPCode_Target_5XX_Count",
    "TargetGroup",
    expect.stringContaining("aws_lb_target_group."),
    "LoadBalancer",
    "${aws_lb.balancer.arn_suffix}",
  ]);
});
