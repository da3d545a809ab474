import type { PriceItem } from "../../facts/prices";
import { between, type CostLine, counted, times } from "../line";
import type { Resource } from "../resource";
import type { Pricer, PricingContext } from "./pricing-context";

/** Average days of a month, to turn a retention into stored months. */
const DAYS_PER_MONTH = 365 / 12;
/** Alarms that evaluate more often than once a minute are high-resolution. */
const HIGH_RESOLUTION_BELOW_SECONDS = 60;

/** A log group: what goes in, and what stays for as long as the retention says. */
export const priceLogGroup: Pricer = (resource, context) => {
  const { view } = resource;
  const infrequent = view.text("log_group_class") === "INFREQUENT_ACCESS";
  const ingest = context.usage.of("logIngestGb", resource);
  const fraction = context.usage.of("logStoredFraction", resource);
  const retention = view.number("retention_in_days");
  const forever = retention === undefined || retention === 0;
  const kept = forever
    ? { ...context.usage.of("logRetentionMonths", resource), unit: "months" }
    : times(retention, "days", DAYS_PER_MONTH);
  const keptText = forever
    ? `no retention; ${context.usage.text("logRetentionMonths", resource)}`
    : `kept ${retention} days`;
  return [
    context.usageLine(resource, {
      slot: "ingestion",
      item: infrequent ? "log ingestion (infrequent access)" : "log ingestion",
      price: infrequent ? "cloudwatch.logs.ingest_ia" : "cloudwatch.logs.ingest",
      usage: "logIngestGb",
      unit: "GB",
      pool: "logs-gb",
    }),
    context.line(resource, {
      slot: "storage",
      item: "log storage",
      price: "cloudwatch.logs.storage",
      factors: [between(ingest.low, ingest.high, "GB"), between(fraction.low, fraction.high, "kept"), kept],
      unit: "GB-month",
      assumption: `${keptText}; ${context.usage.text("logStoredFraction", resource)}`,
      pool: "logs-gb",
    }),
  ];
};

/** An alarm is billed per metric it watches; an anomaly band counts its two bounds as metrics. */
export const priceMetricAlarm: Pricer = (resource, context) => {
  const { view } = resource;
  const queries = view.blocks("metric_query");
  const watched = queries.filter((query) => query.block("metric") !== undefined).length;
  const anomaly = queries.some((query) => query.text("expression")?.startsWith("ANOMALY_DETECTION_BAND") === true);
  const periods = [view.number("period"), ...queries.map((query) => query.block("metric")?.number("period"))];
  const fast = periods.some((period) => period !== undefined && period < HIGH_RESOLUTION_BELOW_SECONDS);
  return [
    context.line(resource, {
      slot: "alarm",
      item: fast ? "high-resolution alarm" : "alarm",
      price: fast ? "cloudwatch.alarm.high_res" : "cloudwatch.alarm.standard",
      factors: [counted(Math.max(1, watched) + (anomaly ? 2 : 0), "metric")],
      unit: "alarm-metric-month",
      ...(fast ? {} : { pool: "alarms" }),
    }),
  ];
};

export const priceCompositeAlarm: Pricer = (resource, context) => [
  context.line(resource, {
    slot: "alarm",
    item: "composite alarm",
    price: "cloudwatch.alarm.composite",
    factors: [times(1, "alarm")],
    unit: "alarm-month",
  }),
];

/** A dashboard: no price in the table, but the first three are free. */
export const priceDashboard: Pricer = (resource, context) => [
  context.unknownLine(resource, {
    slot: "dashboard",
    item: "CloudWatch dashboard",
    priceItem: "cloudwatch.dashboard",
    factors: [times(1, "dashboard")],
    unit: "dashboard-month",
    reason: "no price for dashboards in the table; the first three are free",
    pool: "dashboards",
  }),
];

/** A metric filter makes a custom metric, billed in the hours in which it gets data. */
export const priceMetricFilter: Pricer = (resource, context) => [
  context.usageLine(resource, {
    slot: "metric",
    item: "custom metric from logs",
    price: "cloudwatch.metric.custom_first_10k",
    usage: "metricFilterMetrics",
    unit: "metric-month",
    pool: "custom-metrics",
  }),
];

/** A cluster is free; Container Insights is not. Its metrics are counted per cluster and service by assumption. */
export const priceCluster: Pricer = (resource, context) => {
  const setting = resource.view.blocks("setting").find((block) => block.text("name") === "containerInsights");
  const mode = setting?.text("value") ?? "disabled";
  if (mode !== "enabled" && mode !== "enhanced") return { free: "the ECS control plane has no charge" };
  const enhanced = mode === "enhanced";
  const price = enhanced ? "cloudwatch.container_insights.enhanced" : "cloudwatch.metric.custom_first_10k";
  const services = context.referring("aws_ecs_service", "cluster", resource).length;
  return [
    insightsMetrics(
      resource,
      { slot: "insights-cluster", price, usage: "clusterInsightsMetrics", count: 1, enhanced },
      context,
    ),
    ...(services === 0
      ? []
      : [
          insightsMetrics(
            resource,
            { slot: "insights-services", price, usage: "serviceInsightsMetrics", count: services, enhanced },
            context,
          ),
        ]),
    context.usageLine(resource, {
      slot: "insights-logs",
      item: "Container Insights log ingestion",
      price: "cloudwatch.logs.ingest",
      usage: "insightsLogGb",
      unit: "GB",
      pool: "logs-gb",
    }),
  ];
};

interface InsightsMetrics {
  readonly slot: string;
  readonly price: PriceItem;
  readonly usage: "clusterInsightsMetrics" | "serviceInsightsMetrics";
  readonly count: number;
  readonly enhanced: boolean;
}

function insightsMetrics(resource: Resource, props: InsightsMetrics, context: PricingContext): CostLine {
  return context.usageLine(resource, {
    slot: props.slot,
    item: `Container Insights metrics${props.enhanced ? " (enhanced)" : ""}`,
    price: props.price,
    usage: props.usage,
    factors: [times(props.count)],
    unit: "metric-month",
    ...(props.enhanced ? {} : { pool: "custom-metrics" }),
  });
}
