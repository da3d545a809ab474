import type { TerraformStack } from "cdktf";
import { DnsCertificate } from "../../constructs/ingress/certificate";
import { existingZone } from "../../constructs/ingress/hosted-zone";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { NetworkLoadBalancer } from "../../constructs/ingress/network-load-balancer";
import { DeployRole } from "../../constructs/security/deploy-role";
import { GithubProvider } from "../../constructs/security/github-provider";
import { grantSendMail } from "../../constructs/security/mail-identity";
import { PlanRole } from "../../constructs/security/plan-role";
import { ConnectNamespace } from "../../constructs/service-connect/connect-namespace";
import { DnsNamespace } from "../../constructs/service-connect/dns-namespace";
import { AccessPoint } from "../../constructs/storage/access-point";
import { Bucket } from "../../constructs/storage/bucket";
import { Database } from "../../constructs/storage/database";
import { ExternalDatabase } from "../../constructs/storage/external-database";
import { FileSystem } from "../../constructs/storage/file-system";
import { ImageRepository } from "../../constructs/storage/image-repository";
import { Queue } from "../../constructs/storage/queue";
import { Table } from "../../constructs/storage/table";
import { fargate } from "../../constructs/task/capacity";
import { EventTask } from "../../constructs/task/event-task";
import { QueueWorker } from "../../constructs/task/queue-worker";
import { Service } from "../../constructs/task/service";
import { oneBox } from "../support/one-box";
import { IMAGE, NOBODY, type PartChanges } from "./sound-parts";
import type { SoundSystem } from "./sound-systems";

const size = { cpu: 256, memoryMiB: 512, alarms: NOBODY };
const container = { image: IMAGE };
const web = { image: IMAGE, port: 3000 };

/** A box with room, and nothing on it. */
export function roomyBox(stack: TerraformStack, changes: PartChanges = {}): ReturnType<typeof oneBox> {
  return oneBox(stack, { ...changes, fleet: { instanceType: "t3.medium", max: 2, ...changes.fleet } });
}

const growing = (
  title: string,
  build: (stack: TerraformStack, box: ReturnType<typeof oneBox>) => void,
  changes: PartChanges = {},
): SoundSystem => ({ title, build: (stack) => build(stack, roomyBox(stack, changes)) });

/** Everything that a system needs when it outgrows one box. */
export const GROWING_SYSTEMS: readonly SoundSystem[] = [
  growing("Fargate in public subnets", (stack, { cluster }) => {
    new Service(stack, "site", { cluster, runOn: fargate(), ...size, container });
  }),
  growing(
    "Fargate in private subnets, on arm64 and spot",
    (stack, { cluster }) => {
      const runOn = fargate({ spot: true, architecture: "arm64" });
      new Service(stack, "worker", { cluster, runOn, ...size, container });
    },
    { network: { egress: "nat-gateway" } },
  ),
  growing("a load balancer with HTTPS in front of Fargate", (stack, { network, cluster }) => {
    const zone = existingZone(stack, "zone", "example.com");
    const certificate = new DnsCertificate(stack, "certificate", { domain: "shop.example.com", zone });
    const loadBalancer = new LoadBalancer(stack, "balancer", { network, tls: { certificate }, alarms: NOBODY });
    const expose = { loadBalancer, hosts: ["shop.example.com"], healthCheckPath: "/healthz" };
    new Service(stack, "shop", { cluster, runOn: fargate(), ...size, container: web, expose });
  }),
  growing("two services behind one load balancer on hosts", (stack, { network, cluster, fleet }) => {
    const loadBalancer = new LoadBalancer(stack, "balancer", {
      network,
      tls: { none: "a test: nobody listens" },
      alarms: NOBODY,
    });
    for (const id of ["api", "site"]) {
      const expose = { loadBalancer, paths: [`/${id}/*`], healthCheckPath: "/healthz" };
      new Service(stack, id, { cluster, runOn: fleet, ...size, container: web, expose });
    }
  }),
  growing("a network load balancer", (stack, { network, cluster, fleet }) => {
    const networkLoadBalancer = new NetworkLoadBalancer(stack, "balancer", { network });
    const expose = { networkLoadBalancer, protocol: "TCP", port: 7000 } as const;
    new Service(stack, "broker", { cluster, runOn: fleet, ...size, container: web, expose });
  }),
  growing("balancers that only the network reaches", (stack, { network, cluster, fleet }) => {
    const tls = { none: "a test: nobody listens" };
    const loadBalancer = new LoadBalancer(stack, "inside", { network, tls, internal: true, alarms: NOBODY });
    const networkLoadBalancer = new NetworkLoadBalancer(stack, "deep-inside", { network, internal: true });
    const routed = { loadBalancer, healthCheckPath: "/healthz" };
    new Service(stack, "api", { cluster, runOn: fleet, ...size, container: web, expose: routed });
    const passed = { networkLoadBalancer, protocol: "TCP", port: 7000 } as const;
    new Service(stack, "broker", { cluster, runOn: fargate(), ...size, container: web, expose: passed });
  }),
  growing("a balancer and a port for some ranges only", (stack, { network, cluster, fleet }) => {
    const from = ["203.0.113.0/24", "198.51.100.0/24"];
    const tls = { none: "a test: nobody listens" };
    const loadBalancer = new LoadBalancer(stack, "balancer", { network, tls, from, alarms: NOBODY });
    const expose = { loadBalancer, healthCheckPath: "/healthz" };
    new Service(stack, "api", { cluster, runOn: fleet, ...size, container: web, expose });
  }),
  growing("a role that releases from GitHub, and one that plans", (stack, { cluster, fleet }) => {
    const images = [new ImageRepository(stack, "images")];
    const provider = new GithubProvider(stack, "github");
    const state = { bucket: "shop-state", reads: ["test/platform.tfstate"] };
    const writes = ["test/app.tfstate"];
    new DeployRole(stack, "deploy", { provider, repository: "acme/shop", state: { ...state, writes }, images });
    new PlanRole(stack, "plan", { provider, repository: "acme/shop", state });
    new Service(stack, "api", { cluster, runOn: fleet, ...size, container: web });
  }),
  growing("mail that one address sends", (stack, { cluster, fleet }) => {
    const service = new Service(stack, "mailer", { cluster, runOn: fleet, ...size, container });
    grantSendMail(stack, service.taskRole, "news@example.com");
  }),
  growing("a service that AWS scales", (stack, { cluster }) => {
    const scaling = { min: 1, max: 4, track: [{ metric: "cpu", target: 60 }] } as const;
    new Service(stack, "elastic", { cluster, runOn: fargate(), ...size, container, scaling });
  }),
  growing("a database that admits the task", (stack, { network, cluster, fleet }) => {
    const database = new Database(stack, "shop", {
      network,
      instanceClass: "db.t4g.micro",
      postgresVersion: "17",
      storageGiB: 20,
      backupDays: 7,
      protect: false,
      alarms: NOBODY,
    });
    const { environment, secrets } = database;
    const service = new Service(stack, "api", {
      cluster,
      runOn: fleet,
      ...size,
      container: { ...web, environment, secrets },
    });
    database.allowFrom(service);
  }),
  growing("a database of somebody else", (stack, { cluster, fleet }) => {
    const { environment, secrets } = new ExternalDatabase(stack, "shop", { description: "PostgreSQL elsewhere" });
    new Service(stack, "api", { cluster, runOn: fleet, ...size, container: { ...web, environment, secrets } });
  }),
  growing("a file system on hosts", (stack, { network, cluster, fleet }) => {
    const fileSystem = new FileSystem(stack, "files", { network, backups: true, protect: false });
    const efs = new AccessPoint(stack, "uploads", { fileSystem, path: "/uploads" });
    const mounted = { ...web, mounts: [{ volume: "uploads", path: "/data" }] };
    new Service(stack, "api", {
      cluster,
      runOn: fleet,
      ...size,
      container: mounted,
      volumes: [{ name: "uploads", efs }],
    });
  }),
  growing("a worker on a queue, as many copies as there is work for", (stack, { cluster }) => {
    const queue = new Queue(stack, "orders", { visibilityTimeoutSeconds: 120, alarms: NOBODY });
    const work = { queue, maxProcessingSeconds: 60, min: 0, max: 5, protectsWork: true };
    new QueueWorker(stack, "worker", { cluster, runOn: fargate(), ...size, container, ...work });
  }),
  growing("uploads that wait in a queue", (stack, { cluster }) => {
    const bucket = new Bucket(stack, "incoming", { protect: false, events: true });
    new EventTask(stack, "import", {
      cluster,
      runOn: fargate(),
      ...size,
      container,
      on: bucket.objectCreated(),
      fields: { OBJECT_KEY: "$.detail.object.key" },
      buffer: { maxProcessingSeconds: 20 },
    });
  }),
  growing("a bucket and a table that the application uses", (stack, { cluster, fleet }) => {
    const partitionKey = { name: "id", type: "string" } as const;
    const service = new Service(stack, "api", { cluster, runOn: fleet, ...size, container: web });
    new Bucket(stack, "files", { protect: false }).grantRead(service.taskRole);
    new Table(stack, "orders", { partitionKey, protect: false, pointInTimeRecovery: false }).grantWrite(
      service.taskRole,
    );
  }),
  growing("names between services", (stack, { network, cluster }) => {
    const namespace = new ConnectNamespace(stack, "names");
    const common = { cluster, runOn: fargate(), ...size, cpu: 512, memoryMiB: 1024 };
    const api = new Service(stack, "api", { ...common, container: web, connect: { namespace, serves: { port: 80 } } });
    const site = new Service(stack, "site", { ...common, container: web, connect: { namespace } });
    api.allowFrom(site);
    const dns = new DnsNamespace(stack, "dns", { network, name: "shop.internal" });
    new Service(stack, "found", { ...common, container: web, discovery: { namespace: dns } });
  }),
];
