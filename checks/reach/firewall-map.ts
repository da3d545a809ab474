import { perContext } from "../check-context";
import { blocksOf, type Json, type JsonObject } from "../cost/terraform-document";
import type { HostPosition } from "../model/fleet-view";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { listOf, numberOf, textOf } from "../model/synthesized-stack";
import { covers, subnetRange } from "./address-range";

/** Who is at the other end of a rule. */
export type Peer =
  | { readonly cidr: string }
  | { readonly group: Block }
  /** A prefix list, a group or a range that is not part of this app. */
  | { readonly unknown: true };

/** One rule of a security group, with one peer. */
export interface FirewallRule {
  readonly group: Block;
  readonly direction: "in" | "out";
  /** `-1` is every protocol. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly peer: Peer;
  /** The resource that holds the rule. */
  readonly block: Block;
}

/** A range of ports that must be open. */
export interface Ports {
  readonly from: number;
  readonly to: number;
  readonly protocol: "tcp" | "udp";
}

/** Every rule of every security group of an app. */
export class FirewallMap {
  readonly rules: readonly FirewallRule[];
  readonly #in = new Map<Block, FirewallRule[]>();
  readonly #out = new Map<Block, FirewallRule[]>();

  constructor(private readonly app: SynthesizedApp) {
    this.rules = [
      ...app.ofType("aws_vpc_security_group_ingress_rule").flatMap((block) => this.#single(block, "in")),
      ...app.ofType("aws_vpc_security_group_egress_rule").flatMap((block) => this.#single(block, "out")),
      ...app.ofType("aws_security_group_rule").flatMap((block) => this.#classic(block)),
      ...app.ofType("aws_security_group").flatMap((block) => this.#inline(block)),
    ];
    for (const rule of this.rules) {
      const side = rule.direction === "in" ? this.#in : this.#out;
      const known = side.get(rule.group);
      if (known === undefined) side.set(rule.group, [rule]);
      else known.push(rule);
    }
  }

  /** The rules of a group that let something in. */
  inbound(group: Block): readonly FirewallRule[] {
    return this.#in.get(group) ?? [];
  }

  /** Whether the groups let something out to an IPv4 range, or to any of the target's groups. */
  letsOut(
    from: HostPosition,
    to: { readonly cidr?: string; readonly groups?: readonly Block[] },
    ports: Ports,
  ): boolean {
    if (isUnknown(from.groups)) return true;
    return from.groups.some((group) =>
      (this.#out.get(group) ?? []).some((rule) => includes(rule, ports) && reaches(rule.peer, to)),
    );
  }

  /** Whether the target's groups let a position in. What is not part of this app is taken to be open. */
  letsIn(groups: readonly Block[] | undefined, from: HostPosition, ports: Ports): boolean {
    if (isUnknown(groups) || from.groups === undefined) return true;
    const ranges = (from.subnets ?? []).map((subnet) => subnetRange(this.app, subnet));
    return groups.some((group) =>
      this.inbound(group).some((rule) => {
        if (!includes(rule, ports)) return false;
        const { peer } = rule;
        if ("unknown" in peer) return true;
        if ("group" in peer) return from.groups?.includes(peer.group) === true;
        // Subnets whose range is known only later are taken to be inside whatever range was written down.
        return ranges.every((range) => range === undefined || covers(peer.cidr, range));
      }),
    );
  }

  /** Whether the groups let an IPv4 range in. */
  letsRangeIn(groups: readonly Block[] | undefined, cidr: string, ports: Ports): boolean {
    if (isUnknown(groups)) return true;
    return groups.some((group) =>
      this.inbound(group).some((rule) => includes(rule, ports) && reaches(rule.peer, { cidr })),
    );
  }

  #single(block: Block, direction: "in" | "out"): FirewallRule[] {
    const { body } = block;
    const peers: [Json | undefined, "cidr" | "group" | "list"][] = [
      [body.cidr_ipv4, "cidr"],
      [body.cidr_ipv6, "cidr"],
      [body.referenced_security_group_id, "group"],
      [body.prefix_list_id, "list"],
    ];
    const group = this.app.follow(block, "security_group_id", "aws_security_group");
    return peers
      .filter(([value]) => value !== undefined)
      .flatMap(([value, kind]) =>
        this.#rule(group, direction, body, textOf(body.ip_protocol), this.#peer(value, kind, block), block),
      );
  }

  #classic(block: Block): FirewallRule[] {
    const group = this.app.follow(block, "security_group_id", "aws_security_group");
    const direction = block.body.type === "egress" ? "out" : "in";
    return this.#peersOf(block.body, block, group).flatMap((peer) =>
      this.#rule(group, direction, block.body, textOf(block.body.protocol), peer, block),
    );
  }

  #inline(group: Block): FirewallRule[] {
    return (["ingress", "egress"] as const).flatMap((side) =>
      blocksOf(group.body[side]).flatMap((body) =>
        this.#peersOf(body, group, group).flatMap((peer) =>
          this.#rule(group, side === "ingress" ? "in" : "out", body, textOf(body.protocol), peer, group),
        ),
      ),
    );
  }

  #peersOf(body: JsonObject, block: Block, own: Block | undefined): Peer[] {
    const cidrs = [...listOf(body.cidr_blocks), ...listOf(body.ipv6_cidr_blocks)];
    const groups = [...listOf(body.security_groups), ...listOf(body.source_security_group_id)];
    return [
      ...cidrs.map((value) => this.#peer(value, "cidr", block)),
      ...groups.map((value) => this.#peer(value, "group", block)),
      ...listOf(body.prefix_list_ids).map(() => ({ unknown: true }) as const),
      ...(body.self === true && own !== undefined ? [{ group: own }] : []),
    ];
  }

  #peer(value: Json | undefined, kind: "cidr" | "group" | "list", block: Block): Peer {
    if (kind === "list") return { unknown: true };
    if (kind === "group") {
      const group = this.app.target(value, block.stack, "aws_security_group");
      return group === undefined ? { unknown: true } : { group };
    }
    const cidr = this.app.literal(value, block.stack);
    return typeof cidr === "string" ? { cidr } : { unknown: true };
  }

  #rule(
    group: Block | undefined,
    direction: "in" | "out",
    body: JsonObject,
    protocol: string | undefined,
    peer: Peer,
    block: Block,
  ): FirewallRule[] {
    if (group === undefined) return [];
    const every = protocol === undefined || protocol === "-1" || protocol === "all";
    const from = every ? 0 : (numberOf(body.from_port) ?? 0);
    const to = every ? 65_535 : (numberOf(body.to_port) ?? 65_535);
    return [{ group, direction, protocol: every ? "-1" : protocol, from, to, peer, block }];
  }
}

/** Of somewhere else, or the default group of the VPC, of which this app may know nothing. */
function isUnknown(groups: readonly Block[] | undefined): groups is undefined {
  return groups === undefined || groups.length === 0;
}

function includes(rule: FirewallRule, { from, to, protocol }: Ports): boolean {
  return (rule.protocol === "-1" || rule.protocol === protocol) && rule.from <= from && rule.to >= to;
}

function reaches(peer: Peer, to: { readonly cidr?: string; readonly groups?: readonly Block[] }): boolean {
  if ("unknown" in peer) return true;
  if ("group" in peer) return to.groups?.includes(peer.group) === true;
  return to.cidr !== undefined && covers(peer.cidr, to.cidr);
}

export const firewallMap = perContext(({ app }) => new FirewallMap(app));
