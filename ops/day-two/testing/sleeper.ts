import type { StackFixture } from "../../../test/e2e/fixtures/synthesis";

const CLUSTER = "${aws_ecs_cluster.cluster.arn}";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** A system with one of everything that sleeps, ignoring the counts that AWS changes, as the constructs do. */
export function sleeper(): StackFixture["resource"] {
  const definition = JSON.stringify([{ name: "app", image: "nginx", cpu: 256, memory: 64, essential: true }]);
  const service = { cluster: CLUSTER, task_definition: "${aws_ecs_task_definition.task.arn}" };
  return {
    aws_ecs_cluster: { cluster: { name: "sleeper" } },
    aws_ecs_task_definition: { task: { family: "sleeper", container_definitions: definition } },
    aws_ecs_service: {
      scaled: { ...service, name: "scaled", desired_count: 2, lifecycle: { ignore_changes: ["desired_count"] } },
      steady: { ...service, name: "steady", desired_count: 1 },
    },
    aws_appautoscaling_target: {
      scaled: {
        resource_id: "service/${aws_ecs_cluster.cluster.name}/${aws_ecs_service.scaled.name}",
        scalable_dimension: "ecs:service:DesiredCount",
        service_namespace: "ecs",
        min_capacity: 2,
        max_capacity: 6,
      },
    },
    aws_appautoscaling_scheduled_action: {
      mornings: {
        name: "mornings",
        schedule: "cron(0 7 * * ? *)",
        scalable_target_action: [{ min_capacity: "4", max_capacity: "6" }],
        resource_id: "${aws_appautoscaling_target.scaled.resource_id}",
        scalable_dimension: "${aws_appautoscaling_target.scaled.scalable_dimension}",
        service_namespace: "${aws_appautoscaling_target.scaled.service_namespace}",
      },
    },
    aws_launch_template: { box: { name: "sleeper", instance_type: "t3.micro", image_id: "ami-12c6146b" } },
    aws_autoscaling_group: {
      box: {
        name: "sleeper",
        min_size: 2,
        max_size: 4,
        availability_zones: ["eu-central-1a"],
        force_delete: true,
        launch_template: [{ id: "${aws_launch_template.box.id}" }],
        lifecycle: { ignore_changes: ["desired_capacity"] },
      },
    },
    aws_scheduler_schedule_group: { schedules: { name: "sleeper" } },
    aws_scheduler_schedule: {
      nightly: schedule("nightly", "ENABLED"),
      never: schedule("never", "DISABLED"),
    },
    aws_iam_role: { scheduler: { name: "scheduler", assume_role_policy: TRUST } },
    aws_sns_topic: { alarms: { name: "sleeper" } },
    aws_cloudwatch_metric_alarm: {
      rings: {
        alarm_name: "sleeper-rings",
        namespace: "AWS/ECS",
        metric_name: "CPUUtilization",
        statistic: "Average",
        comparison_operator: "GreaterThanThreshold",
        threshold: 80,
        period: 60,
        evaluation_periods: 5,
        alarm_actions: ["${aws_sns_topic.alarms.arn}"],
      },
    },
  };
}

function schedule(name: string, state: string): object {
  return {
    name: `sleeper-${name}`,
    group_name: "${aws_scheduler_schedule_group.schedules.name}",
    description: "keeps its settings",
    schedule_expression: "cron(0 3 * * ? *)",
    schedule_expression_timezone: "Europe/Berlin",
    flexible_time_window: [{ mode: "FLEXIBLE", maximum_window_in_minutes: 15 }],
    state,
    target: [
      {
        arn: CLUSTER,
        role_arn: "${aws_iam_role.scheduler.arn}",
        ecs_parameters: [{ task_definition_arn: "${aws_ecs_task_definition.task.arn}", task_count: 1 }],
        retry_policy: [{ maximum_retry_attempts: 3, maximum_event_age_in_seconds: 900 }],
      },
    ],
  };
}
