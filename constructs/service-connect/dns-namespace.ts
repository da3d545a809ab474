import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { Construct } from "constructs";
import { checkedName } from "../naming";
import type { Network } from "../network/network";

export interface DnsNamespaceProps {
  readonly network: Network;
  /** The domain that is known in this network only, such as `internal`. */
  readonly name: string;
}

/**
 * Names in the DNS of one network, through Cloud Map: `backend.internal`. For callers that are no ECS services.
 *
 * Creates: `aws_service_discovery_private_dns_namespace`, which is a private Route 53 zone: 0.50 USD a month, and 0.40
 * USD per million queries.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
 */
export class DnsNamespace extends Construct {
  readonly resource: ServiceDiscoveryPrivateDnsNamespace;
  readonly name: string;

  constructor(scope: Construct, id: string, props: DnsNamespaceProps) {
    super(scope, id);
    this.name = props.name;
    this.resource = new ServiceDiscoveryPrivateDnsNamespace(this, "Default", {
      name: checkedName(this, "discovery-namespace", props.name, "name"),
      vpc: props.network.id,
      description: "names in this network",
    });
  }

  get id(): string {
    return this.resource.id;
  }
}
