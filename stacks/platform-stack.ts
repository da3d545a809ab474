import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { Cluster } from "../constructs/cluster/cluster";
import { Ec2Fleet } from "../constructs/cluster/ec2-fleet";
import { AGENT_PORTS } from "../constructs/ingress/host-access";
import { LoadBalancer } from "../constructs/ingress/load-balancer";
import { AlarmTopic } from "../constructs/monitoring/alarm-topic";
import type { Alarms } from "../constructs/monitoring/alarms";
import { TaskFailures } from "../constructs/monitoring/task-failures";
import { Network } from "../constructs/network/network";
import { RefreshSchedule } from "../constructs/scaling/refresh-schedule";
import { Secret } from "../constructs/security/secret";
import { ImageRepository } from "../constructs/storage/image-repository";
import type { Environment } from "../environments/schema";
import { configureStack } from "./configure-stack";
import { SystemDatabase } from "./system-database";

/** The workloads, by the name their image repository and their service or task has. */
export const WORKLOADS = ["backend", "scraper", "notifier"] as const;
export type Workload = (typeof WORKLOADS)[number];

/** What the workloads stand on, and what must outlive them: network, hosts, image repositories, secrets, alarm topic. */
export class PlatformStack extends TerraformStack {
  readonly network: Network;
  readonly cluster: Cluster;
  readonly fleet: Ec2Fleet;
  readonly repositories: Readonly<Record<Workload, ImageRepository>>;
  readonly systemDatabase: SystemDatabase;
  readonly alarms: Alarms;
  /** In front of the services of a `multi-az` environment. */
  readonly balancer?: LoadBalancer;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    configureStack(this, environment, "platform");
    this.network = new Network(this, "network", environment.network);
    this.cluster = new Cluster(this, "cluster", { network: this.network });
    this.alarms =
      "none" in environment.alarms ? environment.alarms : new AlarmTopic(this, "alarms", environment.alarms);
    this.fleet = this.#addFleet(environment);
    new TaskFailures(this, "task-failures", { cluster: this.cluster, alarms: this.alarms });
    const repository = (workload: Workload) =>
      new ImageRepository(this, workload, { deleteWithImages: !environment.protect });
    this.repositories = {
      backend: repository("backend"),
      scraper: repository("scraper"),
      notifier: repository("notifier"),
    };
    this.systemDatabase = new SystemDatabase(this, { environment, network: this.network, alarms: this.alarms });
    if (stands(environment, "multi-az")) {
      const balancer = this.#addBalancer(environment);
      if (environment.shape === "multi-az") this.balancer = balancer;
      // The service that goes has its way from the balancer until it went; the one that comes asks for the same.
      else balancer.hosts.open(this.fleet, this, AGENT_PORTS);
    }
    this.#addOutputs();
  }

  /** The credentials of the database's owner. */
  get database(): SystemDatabase["secret"] {
    return this.systemDatabase.secret;
  }

  #addBalancer({ tls, protect }: Environment): LoadBalancer {
    return new LoadBalancer(this, "balancer", {
      network: this.network,
      tls:
        tls !== undefined && "certificateArn" in tls
          ? { certificate: { arn: tls.certificateArn } }
          : { none: tls?.none ?? "" },
      deletionProtection: protect,
      alarms: this.alarms,
    });
  }

  #addFleet(environment: Environment): Ec2Fleet {
    const { fleet: settings, network } = environment;
    const { spotAlternatives, refresh, ...rest } = settings;
    const fleet = new Ec2Fleet(this, "fleet", {
      cluster: this.cluster,
      ...rest,
      alarms: this.alarms,
      // Without a balancer the box itself is the address, so it has to stay the same.
      elasticIp: stands(environment, "one-box") && rest.max === 1 && network.egress === "public-ip",
      ...(spotAlternatives === undefined ? {} : { spot: { alternativeTypes: spotAlternatives } }),
    });
    if (refresh !== undefined) {
      const { expression, timeZone } = refresh;
      new RefreshSchedule(this, "refresh", { fleet, schedule: expression, timeZone, alarms: this.alarms });
    }
    return fleet;
  }

  #addOutputs(): void {
    const output = (id: string, value: string, description: string) =>
      new TerraformOutput(this, id, { value, description });
    output("cluster_name", this.cluster.name, "ECS cluster, for aws ecs commands");
    this.#addDatabaseOutputs(output);
    for (const workload of WORKLOADS) {
      output(`${workload}_repository_url`, this.repositories[workload].url, `Push the image of the ${workload} here`);
    }
    if (this.balancer !== undefined) {
      output("balancer_name", this.balancer.dnsName, "Host name of the load balancer, to point your domain at");
    }
    if (this.fleet.elasticIp !== undefined) {
      output("public_address", this.fleet.elasticIp.publicIp, "Fixed public address of the box");
    }
  }
  /** What a person has to do for a database that somebody else runs. */
  #addDatabaseOutputs(output: (id: string, value: string, description: string) => void): void {
    const { database, fleet, network } = this;
    if (!(database instanceof Secret)) return;
    output(
      "database_secret_name",
      database.resource.name,
      "Secret to put the database credentials into before the first deployment",
    );
    const addresses = fleet.elasticIp === undefined ? network.natAddresses : [fleet.elasticIp.publicIp];
    output(
      "database_callers",
      addresses.length === 0 ? "any" : addresses.map((address) => `${address}/32`).join(","),
      "Addresses that the database's owner lets in; any, where hosts have changing addresses of their own",
    );
  }
}

/** Whether what workloads of that shape are reached by stands: it is the shape, or the one that the system comes from. */
function stands({ shape, alongside }: Environment, asked: Environment["shape"]): boolean {
  return shape === asked || alongside === asked;
}
