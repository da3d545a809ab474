import type { LogFields } from "./log";

/** Units CloudWatch knows and this project uses. */
export type MetricUnit = "Count" | "Milliseconds" | "Bytes";

export interface Metric {
  readonly name: string;
  readonly unit: MetricUnit;
  readonly value: number;
}

/** Where the metrics of all workloads appear in CloudWatch. */
export const METRIC_NAMESPACE = "Stowage";

/**
 * Fields that turn a log line into metrics: CloudWatch embedded metric format, one line, one dimension `Workload`. Costs one
 * custom metric per name and workload ($0.30 a month each in us-east-1 beyond the ten that are free).
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 * @see https://aws.amazon.com/cloudwatch/pricing/
 */
export function metricFields(workload: string, metrics: readonly Metric[], at: Date): LogFields {
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [["Workload"]],
          Metrics: metrics.map(({ name, unit }) => ({ Name: name, Unit: unit })),
        },
      ],
    },
    Workload: workload,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  };
}
