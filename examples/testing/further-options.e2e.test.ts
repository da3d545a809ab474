import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import type { App, TerraformStack } from "cdktf";
import { expect, test } from "vitest";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { HostedZone } from "../../constructs/ingress/hosted-zone";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { NetworkLoadBalancer } from "../../constructs/ingress/network-load-balancer";
import { Network } from "../../constructs/network/network";
import { ConnectNamespace } from "../../constructs/service-connect/connect-namespace";
import { DnsNamespace } from "../../constructs/service-connect/dns-namespace";
import { Service } from "../../constructs/task/service";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { exampleApp } from "../example";
import { SeenLoadBalancer } from "./elastic-load-balancing";
import { jsonApi } from "./emulated-api";
import { faults, live, missingTools } from "./life";

/** What no example uses, so that Terraform and its provider have seen it too. */
const NAME = "options";
const PREFIX = `stowage-${NAME}`;
const ALARMS = { none: "a test: nobody is on call" };

function build(outdir: string): App {
  return exampleApp({ name: NAME, region: "eu-west-1", outdir }, addEverythingElse);
}

function addEverythingElse(stack: TerraformStack): void {
  const network = new Network(stack, "network", { cidr: "10.60.0.0/16", zones: 2, egress: "nat-gateway" });
  const cluster = new Cluster(stack, "cluster", { network, containerInsights: "enabled" });
  const fleet = new Ec2Fleet(stack, "fleet", {
    cluster,
    instanceType: "t3.small",
    min: 1,
    max: 3,
    warmPool: { size: 1 },
    scaling: { targetPercent: 80, mostAtOnce: 2, warmupSeconds: 120 },
    alarms: ALARMS,
  });
  new HostedZone(stack, "zone", { name: "shop.internal", visibleIn: network });
  const names = new ConnectNamespace(stack, "names");
  const dns = new DnsNamespace(stack, "dns", { network, name: "options.internal" });
  const inside = new LoadBalancer(stack, "inside", {
    network,
    internal: true,
    tls: { none: "inside the VPC only" },
    otherwise: { status: 503, body: "closed" },
    alarms: ALARMS,
  });
  const net = new NetworkLoadBalancer(stack, "net", { network });
  const common = { cluster, runOn: fleet, cpu: 64, memoryMiB: 64, alarms: ALARMS };
  const container = { image: "public.ecr.aws/docker/library/nginx:1.27-alpine", port: 80 };

  const [blue, green] = ["blue", "green"].map(
    (id) =>
      new Service(stack, id, {
        ...common,
        container,
        expose: { loadBalancer: inside, unrouted: true, healthCheckPath: "/" },
        connect: { namespace: names, serves: { port: 8080 } },
      }),
  ) as [Service, Service];
  inside.addRoute(inside, "shop", {
    headers: { "x-canary": ["1"] },
    methods: ["GET"],
    query: { beta: "1" },
    sources: ["10.0.0.0/8"],
    weighted: [
      { to: blue, weight: 90 },
      { to: green, weight: 10 },
    ],
    stickySeconds: 600,
  });
  const database = new Service(stack, "database", {
    ...common,
    networkMode: "awsvpc",
    container: { image: "public.ecr.aws/docker/library/postgres:17-alpine", port: 5432 },
    expose: { networkLoadBalancer: net, port: 6432, protocol: "TCP", from: "10.0.0.0/8" },
    discovery: { namespace: dns },
    executeCommand: true,
  });
  const caller = new Service(stack, "caller", {
    ...common,
    container: { image: "public.ecr.aws/docker/library/busybox:1.37", command: ["httpd", "-f"], port: 80 },
    connect: { namespace: names },
    discovery: { namespace: dns, as: "by-port" },
    scaling: {
      min: 1,
      max: 4,
      track: [
        { metric: "cpu", target: 60 },
        { metric: { namespace: "Shop", metricName: "QueueDepth", dimensions: { Queue: "mail" } }, target: 10 },
      ],
      schedule: [{ id: "office-hours", at: "cron(0 8 ? * MON-FRI *)", timeZone: "Europe/Rome", min: 2, max: 4 }],
    },
  });
  database.allowFrom(caller);
}

const missing = await missingTools();

test.skipIf(missing !== undefined)(
  missing === undefined ? "what no example uses lives" : `skipped: ${missing}`,
  async () => {
    expect(faults(await live({ build, look }))).toEqual([]);
  },
);

async function look(system: AppliedSystem): Promise<void> {
  await Promise.all([seeBalancers(system), seeServices(system), seeScaling(system), seeWarmPool(system)]);
}

async function seeBalancers(system: AppliedSystem): Promise<void> {
  const inside = await SeenLoadBalancer.named(system, `${PREFIX}-inside`);
  const [plain] = await inside.listeners();
  expect(plain).toMatchObject({ port: 80, protocol: "HTTP", otherwise: "fixed-response" });
  expect(await inside.rules(plain!.arn)).toMatchObject([{ priority: "100", actions: ["forward"] }]);
  expect((await inside.targetGroups()).map(({ name }) => name).sort()).toEqual([`${PREFIX}-blue`, `${PREFIX}-green`]);
  const net = await SeenLoadBalancer.named(system, `${PREFIX}-net`);
  expect(await net.listeners()).toMatchObject([{ port: 6432, protocol: "TCP", otherwise: "forward" }]);
  expect(await net.targetGroups()).toMatchObject([{ name: `${PREFIX}-database`, type: "ip" }]);
}

async function seeServices({ aws }: AppliedSystem): Promise<void> {
  const services = ["blue", "database", "caller"].map((name) => `${PREFIX}-${name}`);
  const found = await aws.ecs.send(new DescribeServicesCommand({ cluster: `${PREFIX}-cluster`, services }));
  const byName = new Map((found.services ?? []).map((service) => [service.serviceName, service]));
  expect(byName.get(services[0])?.deployments?.[0]?.serviceConnectConfiguration).toMatchObject({
    enabled: true,
    services: [{ portName: "blue", discoveryName: "blue", clientAliases: [{ port: 8080, dnsName: "blue" }] }],
  });
  expect(byName.get(services[1])).toMatchObject({ enableExecuteCommand: true, serviceRegistries: [{}] });
}

async function seeScaling(system: AppliedSystem): Promise<void> {
  const ask = (action: string) =>
    jsonApi(system, "application-autoscaling", `AnyScaleFrontendService.${action}`, { ServiceNamespace: "ecs" });
  const [policies, actions] = await Promise.all([ask("DescribeScalingPolicies"), ask("DescribeScheduledActions")]);
  const names = (policies.ScalingPolicies as { PolicyName: string }[]).map(({ PolicyName }) => PolicyName);
  expect(names.sort()).toEqual([`${PREFIX}-caller-scaling-cpu`, `${PREFIX}-caller-scaling-queue-depth`]);
  expect(actions.ScheduledActions).toMatchObject([
    {
      Schedule: "cron(0 8 ? * MON-FRI *)",
      Timezone: "Europe/Rome",
      ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 4 },
    },
  ]);
}

async function seeWarmPool({ aws }: AppliedSystem): Promise<void> {
  const { AutoScalingGroups } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  expect(AutoScalingGroups).toMatchObject([{ WarmPoolConfiguration: { MinSize: 1, PoolState: "Stopped" } }]);
}
