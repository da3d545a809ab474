import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Ec2Fleet } from "../cluster/ec2-fleet";
import { DYNAMIC_PORTS } from "../cluster/user-data";
import type { FirewallGroup, Opening } from "../network/firewall-group";

/** Ports of hosts that lead to containers. */
export type HostPorts = Pick<Opening, "from" | "to" | "protocol">;

/** The ports that the ECS agent gives to bridge-mode containers. */
export const AGENT_PORTS: HostPorts = { ...DYNAMIC_PORTS, protocol: "tcp" };

/**
 * A balancer's way to the hosts of fleets: each opening once per fleet, however many services use it, because AWS
 * refuses the same rule twice.
 */
export class HostAccess {
  readonly #balancer: Construct;
  readonly #firewall: FirewallGroup;
  readonly #opened = new Set<string>();

  constructor(balancer: Construct, firewall: FirewallGroup) {
    this.#balancer = balancer;
    this.#firewall = firewall;
  }

  /**
   * Opens ports of a fleet's hosts to this balancer, and to nobody else.
   * @param service whose stack gets the rule when balancer and fleet are in different stacks
   */
  open(fleet: Ec2Fleet, service: Construct, ports: HostPorts): void {
    const opening = `${fleet.node.id}-${ports.protocol}-${ports.from}`;
    const key = `${fleet.node.path}-${opening}`;
    if (this.#opened.has(key)) return;
    this.#opened.add(key);
    const together = TerraformStack.of(this.#balancer) === TerraformStack.of(fleet);
    const id = together ? `to-${opening}` : `${this.#balancer.node.id}-to-${opening}`;
    fleet.firewall.open(together ? this.#balancer : service, id, {
      ...ports,
      source: { group: this.#firewall },
      reason: `${this.#balancer.node.id} reaches the containers on these hosts`,
    });
  }
}
