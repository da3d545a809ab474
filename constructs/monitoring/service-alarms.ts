import { Construct } from "constructs";
import type { Cluster } from "../cluster/cluster";
import type { Violation } from "../rules/finding";
import { Alarm, type AlarmProps, type Metric } from "./alarm";
import type { Alarms } from "./alarms";

/** When a service's alarms ring. */
export interface ServiceThresholds {
  /** Percent of the task's CPU units, averaged over all copies for five minutes. @default 85 */
  readonly cpuPercent?: number;
  /** Percent of the task's memory. @default 85 */
  readonly memoryPercent?: number;
  /** Answers of 500 to 599 within five minutes. @default 10 */
  readonly target5xx?: number;
}

/** The alarms that a deployment may be rolled back on. */
export type ServiceConcern = "cpu" | "memory" | "target-5xx" | "unhealthy-targets";

export interface ServiceAlarmsProps {
  readonly alarms: Alarms;
  readonly cluster: Cluster;
  /** Literal, so that the service itself may refer to its alarms. */
  readonly serviceName: string;
  /** Fewer running copies than this ring; 0 for no such alarm. */
  readonly leastCopies: number;
  /** The names that CloudWatch has for the service's target group and its balancer. @default - no balancer */
  readonly balanced?: {
    readonly kind: "application" | "network";
    readonly loadBalancer: string;
    readonly targetGroup: string;
  };
  readonly thresholds: ServiceThresholds;
}

const UTILIZATION = {
  cpu: { metricName: "CPUUtilization", what: "CPU units", runbook: "service-cpu" },
  memory: { metricName: "MemoryUtilization", what: "memory", runbook: "service-memory" },
} as const;

/**
 * What matters about a service: CPU, memory, running copies; behind a balancer also errors and unhealthy targets.
 *
 * Creates: three alarms, with a balancer five; 0.10 USD a month each, 0.20 for the one that compares two series.
 * Running copies: with Container Insights the alarm compares running with desired; without, it rings when nothing runs,
 * because ECS then sends no metric at all.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
 */
export class ServiceAlarms extends Construct {
  readonly #props: ServiceAlarmsProps;
  readonly #concerns: Partial<Record<ServiceConcern, Alarm>> = {};

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    this.#props = props;
    const { cpuPercent, memoryPercent } = props.thresholds;
    this.#concerns.cpu = this.#utilization("cpu", cpuPercent ?? 85);
    this.#concerns.memory = this.#utilization("memory", memoryPercent ?? 85);
    if (props.leastCopies > 0) this.#addRunningCount();
    if (props.balanced !== undefined) this.#addTargets(props.balanced);
  }

  /** Names of the alarms about these concerns, for a deployment that watches them. */
  names(concerns: readonly ServiceConcern[]): string[] {
    return concerns.flatMap((concern) => this.#concerns[concern]?.resource?.alarmName ?? []);
  }

  #add(id: string, props: Omit<AlarmProps, "alarms">): Alarm {
    return new Alarm(this, id, { alarms: this.#props.alarms, ...props });
  }

  #metric(metricName: string, namespace = "AWS/ECS", statistic: Metric["statistic"] = "Average"): Metric {
    const { cluster, serviceName } = this.#props;
    return { namespace, metricName, dimensions: { ClusterName: cluster.name, ServiceName: serviceName }, statistic };
  }

  #utilization(id: "cpu" | "memory", threshold: number): Alarm {
    const { metricName, what, runbook } = UTILIZATION[id];
    return this.#add(id, {
      effect: `${this.#props.serviceName} uses over ${threshold} % of its ${what}`,
      firstAction: `look for a change in traffic or a release; then raise ${id} or desiredCount`,
      runbook,
      when: this.#metric(metricName),
      is: ">",
      threshold,
    });
  }

  #addRunningCount(): void {
    const { cluster, serviceName, leastCopies } = this.#props;
    const common = { firstAction: "read the service's events and why its last task stopped", runbook: "running-count" };
    if (cluster.containerInsights === "disabled") {
      this.#add("running-count", {
        ...common,
        effect: `No copy of ${serviceName} runs: ECS has sent no metric for it`,
        when: this.#metric("CPUUtilization"),
        is: "<",
        threshold: 0, // never by itself: only silence rings
        missing: "breaching",
      });
      return;
    }
    const series = (metricName: string) => this.#metric(metricName, "ECS/ContainerInsights");
    this.#add("running-count", {
      ...common,
      effect: `Fewer copies of ${serviceName} run than are wanted (at least ${leastCopies})`,
      when: {
        expression: "desired - running",
        from: { desired: series("DesiredTaskCount"), running: series("RunningTaskCount") },
      },
      is: ">",
      threshold: 0,
      periods: 10, // longer than an ordinary deployment
      missing: "breaching",
    });
  }

  #addTargets({ kind, loadBalancer, targetGroup }: NonNullable<ServiceAlarmsProps["balanced"]>): void {
    const { serviceName, thresholds } = this.#props;
    const namespace = kind === "application" ? "AWS/ApplicationELB" : "AWS/NetworkELB";
    const dimensions = { LoadBalancer: loadBalancer, TargetGroup: targetGroup };
    this.#concerns["unhealthy-targets"] = this.#add("unhealthy-targets", {
      effect: `A copy of ${serviceName} fails the balancer's health check`,
      firstAction: "read the copy's log; ECS replaces it when it keeps failing",
      runbook: "unhealthy-targets",
      when: { namespace, metricName: "UnHealthyHostCount", dimensions, statistic: "Maximum" },
      is: ">",
      threshold: 0,
    });
    if (kind === "network") return;
    this.#concerns["target-5xx"] = this.#add("target-5xx", {
      effect: `${serviceName} answers with errors 500 to 599`,
      firstAction: "read its log for the first error; was there a release?",
      runbook: "target-5xx",
      when: { namespace, metricName: "HTTPCode_Target_5XX_Count", dimensions, statistic: "Sum" },
      is: ">",
      threshold: thresholds.target5xx ?? 10,
      periodSeconds: 300,
      periods: 1,
    });
  }
}

const ALARM_SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html";

/** Everything wrong with thresholds, and with a rollback on alarms that are not there. */
export function checkServiceAlarms(
  alarms: Alarms,
  thresholds: ServiceThresholds,
  rollbackOn: readonly ServiceConcern[],
  balancer: "application" | "network" | undefined,
): Violation[] {
  const percent = (prop: "cpuPercent" | "memoryPercent") => {
    const value = thresholds[prop] ?? 85;
    return value > 0 && value <= 100 ? [] : [threshold(`alarmAt.${prop}`, value, "more than 0, at most 100")];
  };
  const errors = thresholds.target5xx ?? 10;
  const missing = rollbackOn.filter(
    (concern) =>
      (concern === "target-5xx" && balancer !== "application") ||
      (concern === "unhealthy-targets" && balancer === undefined),
  );
  return [
    ...percent("cpuPercent"),
    ...percent("memoryPercent"),
    ...(Number.isInteger(errors) && errors >= 1
      ? []
      : [threshold("alarmAt.target5xx", errors, "a whole number, at least 1")]),
    ...(rollbackOn.length > 0 && "none" in alarms
      ? [rollback(rollbackOn.join(", "), "alarms to watch", "give the service an AlarmTopic")]
      : []),
    ...missing.map((concern) =>
      rollback(concern, "a service behind a load balancer that counts it", "expose it on a LoadBalancer, or watch cpu"),
    ),
  ];
}

function threshold(prop: string, got: number, expected: string): Violation {
  return { code: "alarm-threshold", prop, got: String(got), expected, fix: "leave it out for the default" };
}

function rollback(got: string, expected: string, fix: string): Violation {
  return { code: "rollback-alarm", prop: "rollbackOn", got, expected, fix, source: ALARM_SOURCE };
}
