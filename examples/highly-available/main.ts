import { type App, TerraformOutput, type TerraformStack } from "cdktf";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { AccessLogBucket } from "../../constructs/ingress/access-log-bucket";
import { DnsCertificate } from "../../constructs/ingress/certificate";
import { DnsRecord } from "../../constructs/ingress/dns-record";
import { HostedZone } from "../../constructs/ingress/hosted-zone";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { AlarmTopic } from "../../constructs/monitoring/alarm-topic";
import { Dashboard } from "../../constructs/monitoring/dashboard";
import { TaskFailures } from "../../constructs/monitoring/task-failures";
import { Network } from "../../constructs/network/network";
import { RefreshSchedule } from "../../constructs/scaling/refresh-schedule";
import { Service } from "../../constructs/task/service";
import { exampleApp, runAsProgram } from "../example";
import { publicImage } from "../public-image";

const NAME = "highly-available";
const REGION = "eu-west-1";
/** Yours: a name that you can delegate to the zone which this example makes. */
export const DOMAIN = "app.example.com";
/** Who is told. AWS sends one mail to confirm the address. */
export const ON_CALL = "ops@example.com";

/** A web service that outlives a host or a zone, grows with its load, and tells somebody when it does not. */
export function build(outdir?: string): App {
  return exampleApp({ name: NAME, region: REGION, ...(outdir === undefined ? {} : { outdir }) }, addHighlyAvailable);
}

function addHighlyAvailable(stack: TerraformStack): void {
  const alarms = new AlarmTopic(stack, "alarms", { email: ON_CALL });
  const network = new Network(stack, "network", { cidr: "10.42.0.0/16", zones: 2, egress: "public-ip" });
  const cluster = new Cluster(stack, "cluster", { network });
  // A host in each zone; up to four when the tasks need them, and one more while a host is replaced.
  const fleet = new Ec2Fleet(stack, "fleet", {
    cluster,
    instanceType: "t3.small",
    min: 2,
    max: 4,
    scaling: { mostAtOnce: 2 },
    diskAlarmPercent: 80,
    alarms,
  });
  // Every host is replaced by a patched one on Sunday night, the new one first.
  new RefreshSchedule(stack, "patches", { fleet, schedule: "cron(0 3 ? * SUN *)", timeZone: "Europe/Rome", alarms });
  new TaskFailures(stack, "failures", { cluster, alarms });

  const balancer = addEntrance(stack, network, alarms);
  const web = new Service(stack, "web", {
    cluster,
    runOn: fleet,
    cpu: 512,
    memoryMiB: 384,
    container: {
      image: publicImage(stack, "web", "public.ecr.aws/docker/library/nginx:1.27-alpine"),
      port: 80,
      healthCheck: { path: "/", client: "wget" },
    },
    expose: { loadBalancer: balancer, healthCheckPath: "/" },
    scaling: {
      min: 2,
      max: 8,
      steps: {
        metric: "cpu",
        out: [
          { above: 70, add: 1 },
          { above: 90, add: 2 },
        ],
        in: [{ below: 30, remove: 1 }],
      },
    },
    // A release that makes errors is taken back, not only one that does not start.
    rollbackOn: ["target-5xx", "unhealthy-targets"],
    alarmAt: { cpuPercent: 85 },
    alarms,
  });
  new Dashboard(stack, "dashboard", { cluster, services: [web], loadBalancers: [balancer] });
}

function addEntrance(stack: TerraformStack, network: Network, alarms: AlarmTopic): LoadBalancer {
  const zone = new HostedZone(stack, "zone", { name: DOMAIN });
  const balancer = new LoadBalancer(stack, "ingress", {
    network,
    tls: { certificate: new DnsCertificate(stack, "tls", { domain: DOMAIN, zone }) },
    accessLogs: new AccessLogBucket(stack, "logs", { retentionDays: 14, deleteWithRecords: true }),
    alarms,
  });
  new DnsRecord(stack, "name", { zone, domain: DOMAIN, to: { balancer } });
  new TerraformOutput(stack, "name_servers", {
    value: zone.nameServers,
    description: `Where to delegate ${DOMAIN} to; the certificate waits for it`,
  });
  new TerraformOutput(stack, "web_url", { value: `https://${DOMAIN}`, description: "Open this in a browser" });
  return balancer;
}

runAsProgram(NAME, build);
