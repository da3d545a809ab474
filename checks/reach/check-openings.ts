import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import type { FirewallGroup, Opening } from "../../constructs/network/firewall-group";
import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import type { Block } from "../model/synthesized-app";
import { reachFinding } from "./codes";
import { type FirewallRule, firewallMap } from "./firewall-map";

/** Ports that hold a shell, a daemon or data, and never belong on the internet. */
const PRIVATE_PORTS: Readonly<Record<number, string>> = {
  22: "SSH",
  2049: "NFS",
  2375: "Docker",
  2376: "Docker",
  3306: "MySQL",
  3389: "remote desktop",
  5432: "PostgreSQL",
  6379: "Redis",
  11211: "memcached",
  27017: "MongoDB",
  51678: "the ECS agent",
  51679: "the ECS agent",
};
const WORLD = new Set(["0.0.0.0/0", "::/0"]);

/** Nothing is open that no construct opened, and everything that one opened is. */
export const checkOpenings: Check = (context) => {
  const groups = context.app.ofType("aws_security_group");
  const byPath = new Map(groups.map((group) => [group.path, group]));
  return [
    ...groups.flatMap((group) => checkGroup(context, group)),
    ...[...context.tree.firewalls.values()].flatMap((firewall) => checkLost(context, firewall, byPath)),
  ];
};

function checkGroup(context: CheckContext, group: Block): Finding[] {
  const firewall = context.tree.firewalls.get(group.path);
  const declared = new Set((firewall?.openings ?? []).map((opening) => keyOfOpening(context, group, opening)));
  return firewallMap(context)
    .inbound(group)
    .flatMap((rule) => [...(isDeclared(rule, firewall, declared) ? [] : [undeclared(rule)]), ...checkWorld(rule)]);
}

/** The rule of a plain security group is declared by the construct that made the group. */
function isDeclared(rule: FirewallRule, firewall: FirewallGroup | undefined, declared: ReadonlySet<string>): boolean {
  if (firewall !== undefined) return declared.has(keyOfRule(rule));
  return rule.block === rule.group || parent(rule.block.path) === parent(rule.group.path);
}

function checkLost(context: CheckContext, firewall: FirewallGroup, groups: ReadonlyMap<string, Block>): Finding[] {
  const group = groups.get(firewall.node.path);
  if (group === undefined || firewall.openings.length === 0) return [];
  const synthesized = new Set(firewallMap(context).inbound(group).map(keyOfRule));
  return firewall.openings
    .filter((opening) => !synthesized.has(keyOfOpening(context, group, opening)))
    .map((opening) =>
      reachFinding("reach-lost-opening", group, {
        got: `no rule for ${describe(opening)}`,
        expected: `the rule that was declared: ${opening.reason}`,
        fix: "remove the override that drops the rule, or the opening",
        numbers: { from: opening.from, to: opening.to },
      }),
    );
}

function undeclared(rule: FirewallRule): Finding {
  return reachFinding("reach-undeclared-opening", rule.block, {
    got: `${ports(rule)} of ${rule.group.path} open to ${peerText(rule)}, which no construct opened`,
    expected: "only openings made by the group's open(), which keeps their reason",
    fix: "use open() of the group, or remove the rule",
    numbers: { from: rule.from, to: rule.to },
  });
}

function checkWorld(rule: FirewallRule): Finding[] {
  if (!("cidr" in rule.peer) || !WORLD.has(rule.peer.cidr)) return [];
  const exposed = Object.entries(PRIVATE_PORTS).filter(
    ([port]) => rule.from <= Number(port) && rule.to >= Number(port),
  );
  if (exposed.length === 0) return [];
  const listed = exposed.map(([port, what]) => `${port} (${what})`).join(", ");
  return [
    reachFinding("reach-open-to-world", rule.block, {
      got: `${ports(rule)} of ${rule.group.path} open to ${rule.peer.cidr}, ${listed} among them`,
      expected: "such ports open to the groups that need them, never to the internet",
      fix: "open the port to a security group; for a shell use Session Manager, which needs no port",
      numbers: { from: rule.from, to: rule.to },
    }),
  ];
}

function keyOfOpening(context: CheckContext, group: Block, { from, to, protocol, source }: Opening): string {
  const peer = "cidr" in source ? knownRange(context, group, source.cidr) : source.group.node.path;
  return `${protocol} ${from}-${to} ${peer}`;
}

/** A range may be the network's own, which is a token until it is resolved. */
function knownRange({ app, tree }: CheckContext, group: Block, cidr: string): string {
  const scope = tree.constructs.get(group.path);
  if (!Token.isUnresolved(cidr) || scope === undefined) return cidr;
  const resolver = new DefaultTokenResolver(new StringConcat());
  const text: unknown = Tokenization.resolve(cidr, { scope, resolver, preparing: false });
  const range = app.literal(String(text), group.stack);
  return typeof range === "string" ? range : "?";
}

function keyOfRule({ from, to, protocol, peer }: FirewallRule): string {
  const source = "cidr" in peer ? peer.cidr : "group" in peer ? peer.group.path : "?";
  return `${protocol} ${from}-${to} ${source}`;
}

function describe({ from, to, protocol, source }: Opening): string {
  return `${protocol} ${from}-${to} from ${"cidr" in source ? source.cidr : source.group.node.path}`;
}

function ports({ protocol, from, to }: FirewallRule): string {
  if (protocol === "-1") return "all ports";
  return from === to ? `port ${from}` : `ports ${from}-${to}`;
}

function peerText({ peer }: FirewallRule): string {
  if ("cidr" in peer) return peer.cidr;
  return "group" in peer ? peer.group.path : "something elsewhere";
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
