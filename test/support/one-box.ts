import type { Construct } from "constructs";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet, type Ec2FleetProps } from "../../constructs/cluster/ec2-fleet";
import { Network, type NetworkProps } from "../../constructs/network/network";

const NOBODY = { none: "a test: nobody is on call" };

/** A network, a cluster and a fleet of one small instance, each changed only where a test cares. */
export function oneBox(
  scope: Construct,
  changes: { network?: Partial<NetworkProps>; fleet?: Partial<Ec2FleetProps> } = {},
): { network: Network; cluster: Cluster; fleet: Ec2Fleet } {
  const network = new Network(scope, "network", {
    cidr: "10.0.0.0/16",
    zones: 2,
    egress: "public-ip",
    ...changes.network,
  });
  const cluster = new Cluster(scope, "cluster", { network });
  const fleet = new Ec2Fleet(scope, "fleet", {
    cluster,
    instanceType: "t3.micro",
    min: 1,
    max: 1,
    alarms: NOBODY,
    ...changes.fleet,
  });
  return { network, cluster, fleet };
}
