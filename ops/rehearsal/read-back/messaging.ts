import { DescribeAlarmsCommand, GetDashboardCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeRuleCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { GetScheduleCommand, GetScheduleGroupCommand } from "@aws-sdk/client-scheduler";
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { block, compared, json, type Reader, sorted, text } from "./comparison";

const schedule: Reader = async ({ asked, state }, { scheduler }) => {
  const command = new GetScheduleCommand({ Name: text(state.name), GroupName: text(state.group_name) });
  const found = await scheduler.send(command);
  const target = block(state.target);
  const ecs = block(target.ecs_parameters);
  return compared({
    expression: [asked.schedule_expression, found.ScheduleExpression],
    "time zone": [asked.schedule_expression_timezone, found.ScheduleExpressionTimezone],
    state: [asked.state, found.State],
    window: [block(asked.flexible_time_window).mode, found.FlexibleTimeWindow?.Mode],
    target: [target.arn, found.Target?.Arn],
    role: [target.role_arn, found.Target?.RoleArn],
    "task definition": [ecs.task_definition_arn, found.Target?.EcsParameters?.TaskDefinitionArn],
    retries: [block(target.retry_policy).maximum_retry_attempts, found.Target?.RetryPolicy?.MaximumRetryAttempts],
    "dead letters": [block(target.dead_letter_config).arn, found.Target?.DeadLetterConfig?.Arn],
  });
};

const scheduleGroup: Reader = async ({ asked, state }, { scheduler }) => {
  const found = await scheduler.send(new GetScheduleGroupCommand({ Name: text(state.name) }));
  return compared({ name: [asked.name, found.Name], state: ["ACTIVE", found.State] });
};

const queue: Reader = async ({ asked, state }, { sqs }) => {
  const command = new GetQueueAttributesCommand({ QueueUrl: text(state.url), AttributeNames: ["All"] });
  const { Attributes = {} } = await sqs.send(command);
  return compared({
    "message retention": [asked.message_retention_seconds, Attributes.MessageRetentionPeriod],
    "visibility timeout": [asked.visibility_timeout_seconds, Attributes.VisibilityTimeout],
    encryption: [asked.sqs_managed_sse_enabled, Attributes.SqsManagedSseEnabled],
    redrive: [json(asked.redrive_policy ?? state.redrive_policy), json(Attributes.RedrivePolicy)],
    policy: [json(asked.policy ?? state.policy), json(Attributes.Policy)],
  });
};

const topic: Reader = async ({ asked, state }, { sns }) => {
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: text(state.arn) }));
  return compared({
    name: [asked.name, Attributes.TopicArn?.split(":").at(-1)],
    key: [asked.kms_master_key_id, Attributes.KmsMasterKeyId],
  });
};

const topicPolicy: Reader = async ({ asked, state }, { sns }) => {
  const { Attributes = {} } = await sns.send(new GetTopicAttributesCommand({ TopicArn: text(state.arn) }));
  return compared({ policy: [json(asked.policy ?? state.policy), json(Attributes.Policy)] });
};

const subscription: Reader = async ({ asked, state }, { sns }) => {
  const { Subscriptions = [] } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: text(state.topic_arn) }),
  );
  const found = Subscriptions.find(
    ({ Endpoint, Protocol }) => Endpoint === asked.endpoint && Protocol === asked.protocol,
  );
  return compared({ endpoint: [asked.endpoint, found?.Endpoint] });
};

const logGroup: Reader = async ({ asked, state }, { logs }) => {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: text(state.name) }));
  const found = logGroups.find(({ logGroupName }) => logGroupName === state.name);
  return compared({
    name: [asked.name, found?.logGroupName],
    "days kept": [asked.retention_in_days || undefined, found?.retentionInDays],
  });
};

const metricAlarm: Reader = async ({ asked, state }, { cloudWatch }) => {
  const { MetricAlarms: [found] = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [text(state.alarm_name)] }),
  );
  return compared({
    metric: [asked.metric_name, found?.MetricName],
    threshold: [asked.threshold, found?.Threshold],
    comparison: [asked.comparison_operator, found?.ComparisonOperator],
    periods: [asked.evaluation_periods, found?.EvaluationPeriods],
    "missing data": [asked.treat_missing_data, found?.TreatMissingData],
    actions: [sorted(state.alarm_actions), sorted(found?.AlarmActions)],
  });
};

const compositeAlarm: Reader = async ({ state }, { cloudWatch }) => {
  const command = new DescribeAlarmsCommand({ AlarmNames: [text(state.alarm_name)], AlarmTypes: ["CompositeAlarm"] });
  const { CompositeAlarms: [found] = [] } = await cloudWatch.send(command);
  return compared({
    rule: [state.alarm_rule, found?.AlarmRule],
    actions: [sorted(state.alarm_actions), sorted(found?.AlarmActions)],
  });
};

const dashboard: Reader = async ({ asked, state }, { cloudWatch }) => {
  const command = new GetDashboardCommand({ DashboardName: text(state.dashboard_name) });
  const found = await cloudWatch.send(command);
  return compared({
    name: [asked.dashboard_name, found.DashboardName],
    body: [json(state.dashboard_body), json(found.DashboardBody)],
  });
};

const eventRule: Reader = async ({ asked, state }, { events }) => {
  const found = await events.send(new DescribeRuleCommand({ Name: text(state.name) }));
  return compared({
    name: [asked.name, found.Name],
    pattern: [json(state.event_pattern), json(found.EventPattern)],
    schedule: [asked.schedule_expression, found.ScheduleExpression],
    state: [asked.state ?? "ENABLED", found.State],
  });
};

const eventTarget: Reader = async ({ asked, state }, { events }) => {
  const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: text(state.rule) }));
  const found = Targets.find(({ Id }) => Id === state.target_id);
  const transformer = block(asked.input_transformer);
  return compared({
    target: [state.arn, found?.Arn],
    role: [asked.role_arn, found?.RoleArn],
    paths: [transformer.input_paths, found?.InputTransformer?.InputPathsMap],
    template: [transformer.input_template, found?.InputTransformer?.InputTemplate],
    "task definition": [block(state.ecs_target).task_definition_arn, found?.EcsParameters?.TaskDefinitionArn],
  });
};

export const messagingReaders: Readonly<Record<string, Reader>> = {
  aws_cloudwatch_composite_alarm: compositeAlarm,
  aws_cloudwatch_dashboard: dashboard,
  aws_cloudwatch_event_rule: eventRule,
  aws_cloudwatch_event_target: eventTarget,
  aws_cloudwatch_log_group: logGroup,
  aws_cloudwatch_metric_alarm: metricAlarm,
  aws_scheduler_schedule: schedule,
  aws_scheduler_schedule_group: scheduleGroup,
  aws_sns_topic: topic,
  aws_sns_topic_policy: topicPolicy,
  aws_sns_topic_subscription: subscription,
  aws_sqs_queue: queue,
};
