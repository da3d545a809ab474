import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener } from "@cdktf/provider-aws/lib/lb-listener";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import type { Network } from "../network/network";
import { refuse } from "../report";
import { checkContainerPort } from "../rules/agent-ports";
import type { Violation } from "../rules/finding";
import { inSameStack } from "../same-stack";
import type { Certificate } from "./certificate";
import { HostAccess } from "./host-access";
import { TLS_POLICY } from "./load-balancer";
import { checkZones } from "./load-balancer-rules";
import type { TargetGroup } from "./target-group";

export interface NetworkLoadBalancerProps {
  readonly network: Network;
  /** Reached from inside the VPC only. @default false */
  readonly internal?: boolean;
  /** Whether each zone's address sends to the copies in all zones; crossing costs 0.01 USD per GB. @default true */
  readonly crossZone?: boolean;
  /** Whether AWS refuses to delete it; destroy then needs two applies. @default false */
  readonly deletionProtection?: boolean;
}

/** What a port of the balancer takes. TLS is ended at the balancer, the service sees plain TCP. */
export type NetworkProtocol =
  | { readonly protocol: "TCP" | "UDP"; readonly certificate?: never }
  | { readonly protocol: "TLS"; readonly certificate: Certificate };

export type PortProps = NetworkProtocol & {
  readonly port: number;
  /** IPv4 range that may connect. */
  readonly from: string;
  readonly targets: TargetGroup;
};

const SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html";

/**
 * A Network Load Balancer in every zone, for anything that is not HTTP: one port for one service.
 *
 * Creates: `aws_lb` and a security group; per service a listener and a rule. Costs 0.0225 USD an hour (16.43 USD a month,
 * us-east-1), 3.65 USD a month for the public address in each zone, and 0.006 USD per hour and unit of work (NLCU).
 * It sends no metric of errors: the alarms are those of the services behind it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/introduction.html
 */
export class NetworkLoadBalancer extends Construct {
  readonly resource: Lb;
  readonly props: NetworkLoadBalancerProps;
  readonly firewall: FirewallGroup;
  readonly hosts: HostAccess;
  readonly #ports = new Map<string, string>();

  constructor(scope: Construct, id: string, props: NetworkLoadBalancerProps) {
    super(scope, id);
    this.props = props;
    refuse(this, checkZones(props));
    const { network, internal = false } = props;
    // A Network Load Balancer that is made without a group can never get one.
    this.firewall = new FirewallGroup(this, "firewall", {
      network,
      description: "Network load balancer: callers to it, it to the services",
    });
    this.hosts = new HostAccess(this, this.firewall);
    this.resource = new Lb(this, "Default", {
      name: physicalName(this, "load-balancer"),
      loadBalancerType: "network",
      internal,
      subnets: [...((internal ? network.workloadSubnets : network.publicSubnets)?.ids ?? [])],
      securityGroups: [this.firewall.id],
      enableCrossZoneLoadBalancing: props.crossZone ?? true,
      enableDeletionProtection: props.deletionProtection ?? false,
      dependsOn: inSameStack(this, network.routes),
    });
  }

  get dnsName(): string {
    return this.resource.dnsName;
  }

  /** Opens a port to a service. `scope` is the service: the listener lives and goes with it. */
  addPort(scope: Construct, id: string, props: PortProps): LbListener {
    const { port, protocol, from, targets } = props;
    const transport = protocol === "UDP" ? "udp" : "tcp";
    refuse(scope, this.#checkPort(port, transport, scope.node.path));
    this.firewall.open(scope, `${id}-from`, {
      from: port,
      to: port,
      protocol: transport,
      source: { cidr: from },
      reason: `${scope.node.id}: callers on port ${port}`,
    });
    const listener = new LbListener(scope, id, {
      loadBalancerArn: this.resource.arn,
      port,
      protocol,
      ...(props.protocol === "TLS" ? { certificateArn: props.certificate.arn, sslPolicy: TLS_POLICY } : {}),
      defaultAction: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    targets.reachedBy(listener);
    return listener;
  }

  #checkPort(port: number, transport: "tcp" | "udp", path: string): Violation[] {
    const range = checkContainerPort(port).map((violation) => ({ ...violation, prop: "expose.port" }));
    const other = this.#ports.get(`${port}/${transport}`);
    this.#ports.set(`${port}/${transport}`, path);
    if (other === undefined || range.length > 0) return range;
    const got = `port ${port}, which ${other} has too`;
    const expected = "a port of its own for each service";
    return [
      { code: "network-port-taken", prop: "expose.port", got, expected, fix: "choose another port", source: SOURCE },
    ];
  }
}
