import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Cluster } from "../cluster/cluster";
import type { LoadBalancer } from "../ingress/load-balancer";
import { physicalName } from "../naming";
import { plainJson } from "../plain-json";
import type { Service } from "../task/service";

export interface DashboardProps {
  readonly cluster: Cluster;
  readonly services: readonly Service[];
  /** @default - none */
  readonly loadBalancers?: readonly LoadBalancer[];
}

type Series = readonly (string | Readonly<Record<string, string>>)[];

interface Chart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly statistic: string;
}

/** CloudWatch's grid is 24 wide; two charts side by side. */
const WIDTH = 12;
const HEIGHT = 6;

/**
 * One page per environment: load of the cluster, of each service, and what its balancers answer.
 *
 * Creates: `aws_cloudwatch_dashboard`. Three dashboards are free in an account, each further one costs 3 USD a month.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  readonly resource: CloudwatchDashboard;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { region } = awsAccount(this);
    const charts = [
      clusterChart(props.cluster),
      ...props.services.flatMap(serviceCharts),
      ...(props.loadBalancers ?? []).flatMap(balancerCharts),
    ];
    const widgets = charts.map(({ title, series, statistic }, index) => ({
      type: "metric",
      x: (index % 2) * WIDTH,
      y: Math.floor(index / 2) * HEIGHT,
      width: WIDTH,
      height: HEIGHT,
      properties: { title, region, view: "timeSeries", stat: statistic, period: 60, metrics: series },
    }));
    this.resource = new CloudwatchDashboard(this, "Default", {
      dashboardName: physicalName(this, "cloudwatch-dashboard"),
      dashboardBody: plainJson({ widgets }),
    });
  }
}

function clusterChart({ name }: Cluster): Chart {
  return {
    title: "cluster: reserved",
    statistic: "Average",
    series: ["CPUReservation", "MemoryReservation"].map((metric) => ["AWS/ECS", metric, "ClusterName", name]),
  };
}

function serviceCharts(service: Service): Chart[] {
  const { id } = service.node;
  const dimensions = ["ClusterName", service.task.cluster.name, "ServiceName", service.name];
  const use: Chart = {
    title: `${id}: used`,
    statistic: "Average",
    series: ["CPUUtilization", "MemoryUtilization"].map((metric) => ["AWS/ECS", metric, ...dimensions]),
  };
  const { targetGroup, expose } = service;
  if (targetGroup === undefined || expose?.loadBalancer === undefined) return [use];
  const target = ["TargetGroup", targetGroup.arnSuffix, "LoadBalancer", expose.loadBalancer.resource.arnSuffix];
  const answers: Chart = {
    title: `${id}: requests and errors`,
    statistic: "Sum",
    series: ["RequestCount", "HTTPCode_Target_5XX_Count"].map((metric) => ["AWS/ApplicationELB", metric, ...target]),
  };
  const time: Chart = {
    title: `${id}: time to answer, seconds`,
    statistic: "p95",
    series: [["AWS/ApplicationELB", "TargetResponseTime", ...target]],
  };
  return [use, answers, time];
}

function balancerCharts({ node, resource }: LoadBalancer): Chart[] {
  const metrics = ["RequestCount", "HTTPCode_ELB_5XX_Count", "HTTPCode_Target_5XX_Count", "RejectedConnectionCount"];
  return [
    {
      title: `${node.id}: requests and errors`,
      statistic: "Sum",
      series: metrics.map((metric) => ["AWS/ApplicationELB", metric, "LoadBalancer", resource.arnSuffix]),
    },
  ];
}
