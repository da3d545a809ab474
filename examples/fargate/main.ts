import { type App, TerraformOutput, type TerraformStack } from "cdktf";
import { Cluster } from "../../constructs/cluster/cluster";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { Network } from "../../constructs/network/network";
import { ConnectNamespace } from "../../constructs/service-connect/connect-namespace";
import { Queue } from "../../constructs/storage/queue";
import { Table } from "../../constructs/storage/table";
import { fargate } from "../../constructs/task/capacity";
import { QueueWorker } from "../../constructs/task/queue-worker";
import { Service } from "../../constructs/task/service";
import { exampleApp, runAsProgram } from "../example";
import { publicImage } from "../public-image";
import { API, PROXY, RECORD } from "./scripts";

const NAME = "fargate";
const REGION = "eu-west-1";
const ALARMS = { none: "an example: highly-available shows them" };

/**
 * The same services without hosts: a web service behind a load balancer calls another by name, and a worker on spot
 * capacity takes its work from a queue.
 */
export function build(outdir?: string): App {
  return exampleApp({ name: NAME, region: REGION, ...(outdir === undefined ? {} : { outdir }) }, addFargate);
}

function addFargate(stack: TerraformStack): void {
  // Each task has a public address of its own, for 3.65 USD a month; a NAT gateway would be 39.
  const network = new Network(stack, "network", { cidr: "10.44.0.0/16", zones: 2, egress: "public-ip" });
  const cluster = new Cluster(stack, "cluster", { network });
  const namespace = new ConnectNamespace(stack, "names");
  const balancer = new LoadBalancer(stack, "balancer", {
    network,
    tls: { none: "an example without a domain; web-and-worker has one" },
    alarms: ALARMS,
  });
  const common = { cluster, cpu: 256, memoryMiB: 512, alarms: ALARMS };

  const api = new Service(stack, "api", {
    ...common,
    // arm64 costs a fifth less; the image must be built for it.
    runOn: fargate({ architecture: "arm64" }),
    container: {
      image: publicImage(stack, "api", "public.ecr.aws/docker/library/busybox:1.37"),
      command: ["sh", "-c", API],
      port: 8080,
    },
    connect: { namespace, serves: {} },
  });
  const web = new Service(stack, "web", {
    ...common,
    runOn: fargate(),
    container: {
      image: publicImage(stack, "web", "public.ecr.aws/docker/library/nginx:1.27-alpine"),
      command: ["sh", "-c", PROXY],
      port: 80,
    },
    connect: { namespace, calls: [api] },
    expose: { loadBalancer: balancer, healthCheckPath: "/healthz" },
  });
  api.allowFrom(web);

  const orders = new Queue(stack, "orders", { visibilityTimeoutSeconds: 60, alarms: ALARMS });
  const ledger = new Table(stack, "ledger", {
    partitionKey: { name: "id", type: "string" },
    protect: false,
    pointInTimeRecovery: false,
  });
  const worker = new QueueWorker(stack, "worker", {
    ...common,
    // Up to 70 % cheaper. AWS may take a copy back with two minutes' notice; its message comes back to the queue.
    runOn: fargate({ spot: true }),
    container: {
      image: publicImage(stack, "worker", "public.ecr.aws/aws-cli/aws-cli:2.27.50"),
      entryPoint: ["sh", "-c"],
      command: [RECORD],
      environment: { TABLE: ledger.name },
    },
    queue: orders,
    maxProcessingSeconds: 30,
    min: 0,
    max: 2,
  });
  ledger.grantWrite(worker.taskRole);

  const output = (id: string, value: string, description: string) =>
    new TerraformOutput(stack, id, { value, description });
  output("web_url", `http://${balancer.resource.dnsName}`, "Open this in a browser; the answer comes from api");
  output("queue_url", orders.url, "Send messages here and see the worker start");
  output("table", ledger.name, "Has one item for each message");
}

runAsProgram(NAME, build);
