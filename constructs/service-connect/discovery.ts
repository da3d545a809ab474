import type { EcsServiceServiceRegistries } from "@cdktf/provider-aws/lib/ecs-service";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { Construct } from "constructs";
import { checkedName } from "../naming";
import { refuse } from "../report";
import { published, type Task } from "../task/task";
import type { DnsNamespace } from "./dns-namespace";

/** A service's name in the DNS of its network. */
export interface DiscoveryProps {
  readonly namespace: DnsNamespace;
  /** First part of the name. @default - the service's id */
  readonly as?: string;
  /** Seconds that callers remember the answer. @default 10 */
  readonly ttlSeconds?: number;
}

/**
 * The copies of a service under one DNS name: `A` records in awsvpc mode; in bridge and host mode `SRV` records, which
 * also tell the port, because an address alone would only lead to the host.
 *
 * Creates: `aws_service_discovery_service`. Cloud Map charges each registered copy; see its price list.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
 */
export class Discovery extends Construct {
  readonly resource: ServiceDiscoveryService;
  /** The service's `service_registries` block. */
  readonly registry: EcsServiceServiceRegistries;

  constructor(scope: Construct, id: string, task: Task, props: DiscoveryProps) {
    super(scope, id);
    const ownAddress = task.layout.networkMode === "awsvpc";
    const container = published(task.layout.containers);
    if (!ownAddress && container?.port === undefined) {
      refuse(this, [
        {
          code: "discovery-no-port",
          prop: "discovery",
          got: "no container with a port",
          expected: "a container that listens on a port, for the SRV record",
          fix: "set port on the container",
          source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html",
        },
      ]);
    }
    this.resource = new ServiceDiscoveryService(this, "Default", {
      name: checkedName(this, "discovery-service", props.as ?? scope.node.id, "as"),
      dnsConfig: {
        namespaceId: props.namespace.id,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: ownAddress ? "A" : "SRV", ttl: props.ttlSeconds ?? 10 }],
      },
      // ECS reports the health itself; Route 53 cannot reach private addresses.
      healthCheckCustomConfig: { failureThreshold: 1 },
      forceDestroy: true,
    });
    const port = ownAddress ? {} : { containerName: container?.name ?? "", containerPort: container?.port ?? 0 };
    this.registry = { registryArn: this.resource.arn, ...port };
  }
}
