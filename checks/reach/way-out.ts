import { everyTarget, type HostPosition } from "../model/fleet-view";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { flagOf } from "../model/synthesized-stack";
import { subnetRange } from "./address-range";
import type { FirewallMap } from "./firewall-map";
import type { Need } from "./needs";
import type { NetworkMap } from "./network-map";

/** A need that cannot be met from a position, and why. */
export interface Stranded {
  readonly need: Need;
  readonly because: string;
}

const EVERYWHERE = "0.0.0.0/0";

/** Judges whether what stands somewhere in the network reaches what it needs. */
export class WayOut {
  readonly #answers = new Map<HostPosition, Map<string, string | undefined>>();

  constructor(
    private readonly app: SynthesizedApp,
    private readonly network: NetworkMap,
    private readonly firewalls: FirewallMap,
  ) {}

  /** Needs that at least one subnet of the position leaves unmet. */
  stranded(position: HostPosition, needs: readonly Need[]): Stranded[] {
    return needs.flatMap((need) => {
      const because = this.#answer(position, need);
      return because === undefined ? [] : [{ need, because }];
    });
  }

  /** Hundreds of tasks stand on the same hosts and need the same services. */
  #answer(position: HostPosition, need: Need): string | undefined {
    const answers = this.#answers.get(position) ?? new Map<string, string | undefined>();
    this.#answers.set(position, answers);
    const key = `${need.service ?? ""} ${need.host}:${need.port}`;
    if (!answers.has(key)) {
      const reasons = (position.subnets ?? []).map((subnet) => this.#blocked(subnet, position, need));
      answers.set(key, reasons.find(Boolean));
    }
    return answers.get(key);
  }

  /** Why a need cannot be met from one subnet; undefined when it can, or when nobody can tell. */
  #blocked(subnet: Block, position: HostPosition, need: Need): string | undefined {
    const overInternet = this.#internetBlocked(subnet, position, need);
    if (overInternet === undefined || need.service === undefined) return overInternet;
    const endpoint = this.#endpointBlocked(subnet, position, need.service);
    return endpoint === undefined ? undefined : endpoint || overInternet;
  }

  #internetBlocked(subnet: Block, position: HostPosition, { port }: Need): string | undefined {
    const exit = this.network.exitOf(subnet);
    if (exit.kind === "unknown") return undefined;
    if (exit.kind === "none") return exit.because;
    if (exit.kind === "internet-gateway" && !position.publicAddress) {
      return `${subnet.path} is a public subnet, and what stands there has no public address`;
    }
    const ports = { from: port, to: port, protocol: "tcp" } as const;
    if (this.firewalls.letsOut(position, { cidr: EVERYWHERE }, ports)) return undefined;
    return `${paths(position.groups)} lets nothing out on port ${port}`;
  }

  /** Undefined when an endpoint serves, an empty text when there is none, else what is wrong with it. */
  #endpointBlocked(subnet: Block, position: HostPosition, service: string): string | undefined {
    const vpc = this.network.vpcOf(subnet);
    const endpoints = vpc === undefined ? [] : this.network.endpoints(vpc, service);
    const reasons = endpoints.map((endpoint) => this.#endpointReason(endpoint, subnet, position));
    if (reasons.includes(undefined)) return undefined;
    return reasons.find(Boolean) ?? "";
  }

  #endpointReason(endpoint: Block, subnet: Block, position: HostPosition): string | undefined {
    if (endpoint.body.vpc_endpoint_type !== "Interface") {
      if (!this.network.servesTable(endpoint, subnet)) return `${endpoint.path} does not serve ${subnet.path}`;
      return undefined;
    }
    if (flagOf(endpoint.body.private_dns_enabled) !== true) return `${endpoint.path} has no private DNS name`;
    const groups = everyTarget(this.app, endpoint, "security_group_ids", "aws_security_group");
    const ports = { from: 443, to: 443, protocol: "tcp" } as const;
    if (!this.firewalls.letsIn(groups, position, ports))
      return `${paths(groups)} does not let ${paths(position.groups)} in`;
    const range = subnetRange(this.app, subnet);
    const target = { ...(range === undefined ? {} : { cidr: range }), ...(groups === undefined ? {} : { groups }) };
    return this.firewalls.letsOut(position, target, ports)
      ? undefined
      : `${paths(position.groups)} lets nothing out to ${endpoint.path}`;
  }
}

function paths(blocks: readonly Block[] | undefined): string {
  return (blocks ?? []).map((block) => block.path).join(", ") || "a group elsewhere";
}
