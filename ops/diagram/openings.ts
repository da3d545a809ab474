import type { CheckContext } from "../../checks/check-context";
import type { Block } from "../../checks/model/synthesized-app";
import { flagOf, listOf, textOf } from "../../checks/model/synthesized-stack";
import { type FirewallRule, firewallMap } from "../../checks/reach/firewall-map";
import type { DiagramArrow } from "./diagram";
import { listenerKey } from "./listeners";
import { type Member, membersOf } from "./members";

/** What the rules of security groups open: to addresses outside, and to other groups. */
export function openingArrows(context: CheckContext): DiagramArrow[] {
  const members = membersOf(context);
  const unguarded = context.app.ofType("aws_lb_listener").flatMap((listener) => {
    const balancer = context.app.follow(listener, "load_balancer_arn", "aws_lb");
    if (balancer === undefined || listOf(balancer.body.security_groups).length > 0) return [];
    if (flagOf(balancer.body.internal) === true) return [];
    const protocol = textOf(listener.body.protocol)?.toLowerCase() ?? "tcp";
    const label = `${protocol} ${context.app.text(listener, "port") ?? ""}`.trim();
    return [{ from: outsideKey("0.0.0.0/0"), to: listenerKey(listener), label, dotted: false }];
  });
  const inbound = firewallMap(context).rules.filter(({ direction }) => direction === "in");
  const opened = inbound.flatMap((rule) => {
    const behind = members.get(rule.group) ?? [];
    const listening = behind.filter(({ listens }) => listens(rule));
    // A balancer is no box that traffic is for: only its listeners are.
    const targets = listening.length > 0 ? listening : behind.filter(({ key }) => !/^(listener|balancer) /.test(key));
    return sourcesOf(context, rule, members).flatMap((from) =>
      targets
        .filter(({ key }) => key !== from)
        .map(({ key }) => ({ from, to: key, label: portsOf(rule), dotted: false })),
    );
  });
  return [...unguarded, ...opened];
}

function sourcesOf(
  { app }: CheckContext,
  { peer }: FirewallRule,
  members: ReadonlyMap<Block, readonly Member[]>,
): string[] {
  if ("unknown" in peer) return [];
  if ("cidr" in peer) return [outsideKey(peer.cidr)];
  // What a balancer sends is drawn as routes.
  if (
    app
      .ofType("aws_lb")
      .some((it) => app.targets(it.body.security_groups, it.stack, "aws_security_group").includes(peer.group))
  )
    return [];
  return (members.get(peer.group) ?? []).filter(({ calls }) => calls).map(({ key }) => key);
}

function outsideKey(cidr: string): string {
  return cidr === "0.0.0.0/0" || cidr === "::/0" ? "outside internet" : `outside ${cidr}`;
}

function portsOf({ protocol, from, to }: FirewallRule): string {
  if (protocol === "-1") return "everything";
  return `${protocol} ${from === to ? from : `${from} to ${to}`}`;
}
