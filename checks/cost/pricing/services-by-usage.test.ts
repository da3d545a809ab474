import { describe, expect, it } from "vitest";
import { linesOf } from "../fixtures/documents";

describe("resources billed by use", () => {
  it.each([
    // 0.1 to 1 GB
    { type: "aws_cloudwatch_log_group", values: {}, slot: "ingestion", region: "us-east-1", low: 0.05, high: 0.5 },
    { type: "aws_cloudwatch_log_group", values: {}, slot: "ingestion", region: "eu-west-1", low: 0.057, high: 0.57 },
    {
      type: "aws_cloudwatch_log_group",
      values: { log_group_class: "INFREQUENT_ACCESS" },
      slot: "ingestion",
      region: "us-east-1",
      low: 0.025,
      high: 0.25,
    },
    // without retention: 0.1 x 0.15 x 1 x 0.03 to 1 x 1 x 12 x 0.03
    {
      type: "aws_cloudwatch_log_group",
      values: { retention_in_days: 0 },
      slot: "storage",
      region: "us-east-1",
      low: 0.00045,
      high: 0.36,
    },
    // 365 days are twelve months
    {
      type: "aws_cloudwatch_log_group",
      values: { retention_in_days: 365 },
      slot: "storage",
      region: "us-east-1",
      low: 0.0054,
      high: 0.36,
    },
    {
      type: "aws_cloudwatch_metric_alarm",
      values: { period: 60 },
      slot: "alarm",
      region: "eu-west-1",
      low: 0.1,
      high: 0.1,
    },
    {
      type: "aws_cloudwatch_metric_alarm",
      values: { period: 10 },
      slot: "alarm",
      region: "eu-west-1",
      low: 0.3,
      high: 0.3,
    },
    { type: "aws_cloudwatch_composite_alarm", values: {}, slot: "alarm", region: "eu-west-1", low: 0.5, high: 0.5 },
    { type: "aws_cloudwatch_dashboard", values: {}, slot: "dashboard", region: "eu-west-1", low: null, high: null },
    { type: "aws_cloudwatch_log_metric_filter", values: {}, slot: "metric", region: "eu-west-1", low: 0, high: 0.3 },
    { type: "aws_s3_bucket", values: {}, slot: "storage", region: "us-east-1", low: 0.0023, high: 0.023 },
    { type: "aws_s3_bucket", values: {}, slot: "writes", region: "us-east-1", low: 0.0005, high: 0.005 },
    { type: "aws_s3_bucket", values: {}, slot: "reads", region: "us-east-1", low: 0.0004, high: 0.004 },
    { type: "aws_ecr_repository", values: {}, slot: "storage", region: "us-east-1", low: 0.02, high: 0.2 },
    { type: "aws_efs_file_system", values: {}, slot: "storage", region: "us-east-1", low: 0.3, high: 3 },
    {
      type: "aws_efs_file_system",
      values: { throughput_mode: "elastic" },
      slot: "reads",
      region: "us-east-1",
      low: 0.03,
      high: 0.6,
    },
    {
      type: "aws_efs_file_system",
      values: { throughput_mode: "elastic" },
      slot: "writes",
      region: "eu-west-1",
      low: 0.07,
      high: 0.7,
    },
    {
      type: "aws_efs_file_system",
      values: { throughput_mode: "provisioned" },
      slot: "throughput",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_efs_file_system",
      values: { availability_zone_name: "x" },
      slot: "storage",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_dynamodb_table",
      values: { billing_mode: "PAY_PER_REQUEST" },
      slot: "writes",
      region: "us-east-1",
      low: 0.00625,
      high: 0.625,
    },
    {
      type: "aws_dynamodb_table",
      values: { billing_mode: "PAY_PER_REQUEST" },
      slot: "reads",
      region: "us-east-1",
      low: 0.00125,
      high: 0.625,
    },
    { type: "aws_dynamodb_table", values: {}, slot: "capacity", region: "us-east-1", low: null, high: null },
    { type: "aws_dynamodb_table", values: {}, slot: "storage", region: "us-east-1", low: 0.025, high: 1.25 },
    {
      type: "aws_db_instance",
      values: { instance_class: "db.t4g.micro", engine: "postgres" },
      slot: "instance",
      region: "us-east-1",
      low: 11.68,
      high: 11.68,
    },
    {
      type: "aws_db_instance",
      values: { instance_class: "db.t4g.micro", engine: "postgres" },
      slot: "instance",
      region: "eu-central-1",
      low: 13.87,
      high: 13.87,
    },
    {
      type: "aws_db_instance",
      values: { instance_class: "db.t4g.micro", engine: "postgres" },
      slot: "instance",
      region: "eu-west-1",
      low: 12.41,
      high: 12.41,
    },
    {
      type: "aws_db_instance",
      values: { instance_class: "db.t4g.micro", engine: "postgres", multi_az: true },
      slot: "instance",
      region: "us-east-1",
      low: 23.36,
      high: 23.36,
    },
    {
      type: "aws_db_instance",
      values: { storage_type: "gp3", allocated_storage: 20, multi_az: true },
      slot: "storage",
      region: "us-east-1",
      low: 4.6,
      high: 4.6,
    },
    {
      type: "aws_db_instance",
      values: { instance_class: "db.t4g.micro", engine: "mysql" },
      slot: "instance",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_db_instance",
      values: { storage_type: "gp3", allocated_storage: 20 },
      slot: "storage",
      region: "us-east-1",
      low: 2.3,
      high: 2.3,
    },
    {
      type: "aws_db_instance",
      values: { storage_type: "gp3", allocated_storage: 20, max_allocated_storage: 100 },
      slot: "storage",
      region: "us-east-1",
      low: 2.3,
      high: 11.5,
    },
    {
      type: "aws_db_instance",
      values: { allocated_storage: 20 },
      slot: "storage",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_db_instance",
      values: { publicly_accessible: true },
      slot: "public-ipv4",
      region: "us-east-1",
      low: 3.65,
      high: 3.65,
    },
    {
      type: "aws_db_instance",
      values: { manage_master_user_password: true },
      slot: "managed-secret",
      region: "us-east-1",
      low: 0.4,
      high: 0.4,
    },
    { type: "aws_sqs_queue", values: {}, slot: "requests", region: "us-east-1", low: 0, high: 0.12 },
    { type: "aws_sqs_queue", values: {}, slot: "requests", region: "eu-west-1", low: null, high: null },
    {
      type: "aws_sqs_queue",
      values: { fifo_queue: true },
      slot: "requests",
      region: "us-east-1",
      low: null,
      high: null,
    },
    { type: "aws_sns_topic", values: {}, slot: "publishes", region: "us-east-1", low: null, high: null },
    {
      type: "aws_sns_topic_subscription",
      values: { protocol: "email" },
      slot: "deliveries",
      region: "us-east-1",
      low: 0,
      high: 0.01,
    },
    {
      type: "aws_sns_topic_subscription",
      values: { protocol: "sms" },
      slot: "deliveries",
      region: "us-east-1",
      low: null,
      high: null,
    },
    { type: "aws_sesv2_email_identity", values: {}, slot: "emails", region: "us-east-1", low: 0, high: 0.3 },
    { type: "aws_secretsmanager_secret", values: {}, slot: "secret", region: "eu-south-1", low: 0.4, high: 0.4 },
    {
      type: "aws_secretsmanager_secret",
      values: { replica: [{ region: "us-east-1" }] },
      slot: "secret",
      region: "eu-west-1",
      low: 0.8,
      high: 0.8,
    },
    { type: "aws_secretsmanager_secret", values: {}, slot: "calls", region: "eu-west-1", low: 0.0005, high: 0.005 },
    { type: "aws_kms_key", values: {}, slot: "key", region: "eu-west-1", low: 1, high: 1 },
    { type: "aws_kms_key", values: {}, slot: "requests", region: "eu-west-1", low: 0.0003, high: 0.03 },
    {
      type: "aws_ssm_parameter",
      values: { tier: "Advanced" },
      slot: "parameter",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_ecs_capacity_provider",
      values: { managed_instances_provider: {} },
      slot: "management-fee",
      region: "us-east-1",
      low: null,
      high: null,
    },
  ])("$type $slot in $region with $values is $low to $high", ({ type, values, slot, region, low, high }) => {
    const line = linesOf(type, values, {}, region).lines[slot];
    expect(line).toMatchObject({ low, high });
    expect(line?.unknown === undefined).toBe(low !== null);
  });

  it.each([
    ["aws_ssm_parameter", {}],
    ["aws_ssm_parameter", { tier: "Standard" }],
    ["aws_sns_topic_subscription", { protocol: "sqs" }],
    ["aws_ecs_capacity_provider", { auto_scaling_group_provider: {} }],
    ["aws_ecs_cluster", {}],
    ["aws_cloudwatch_event_target", { arn: "x" }],
  ])("%s with %j is free, with a reason", (type, values) => {
    const { lines, estimate } = linesOf(type, values);
    expect(lines).toEqual({});
    expect(estimate.free).toMatchObject([{ address: `${type}.one` }]);
  });
});

describe("an alarm", () => {
  it("on metric math is billed per metric, and an anomaly band counts as two more", () => {
    const metric = (id: string) => ({ id, metric: { period: 60 } });
    const math = { metric_query: [metric("a"), metric("b"), { id: "e", expression: "a/b" }] };
    expect(linesOf("aws_cloudwatch_metric_alarm", math).lines.alarm?.low).toBe(0.2);
    const band = { metric_query: [metric("a"), { id: "e", expression: "ANOMALY_DETECTION_BAND(a)" }] };
    expect(linesOf("aws_cloudwatch_metric_alarm", band).lines.alarm?.low).toBe(0.3);
  });
});

describe("Container Insights", () => {
  const setting = (value: string) => ({ setting: [{ name: "containerInsights", value }] });
  const services = {
    aws_ecs_service: { a: { cluster: "${aws_ecs_cluster.one.id}" }, b: { cluster: "${aws_ecs_cluster.one.id}" } },
  };

  it("bills assumed metrics of the cluster and each service, and its events as logs", () => {
    const { lines } = linesOf("aws_ecs_cluster", setting("enabled"), services);
    expect(lines["insights-cluster"]).toMatchObject({ low: 2.4, high: 6 }); // 8 to 20 x 0.30
    expect(lines["insights-services"]).toMatchObject({ low: 4.8, high: 18 }); // 2 x 8 to 30 x 0.30
    expect(lines["insights-logs"]).toMatchObject({ low: 0.025, high: 0.5 });
  });

  it("of the enhanced kind has its own price, and no allowance", () => {
    const { lines, estimate } = linesOf("aws_ecs_cluster", setting("enhanced"));
    expect(lines["insights-cluster"]).toMatchObject({ low: 0.56, high: 1.4 }); // 8 to 20 x 0.07
    expect(estimate.deductions.some((deduction) => deduction.pool === "custom-metrics")).toBe(false);
  });
});
