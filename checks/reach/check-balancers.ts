import { DYNAMIC_PORTS } from "../../constructs/cluster/user-data";
import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf, type JsonObject } from "../cost/terraform-document";
import { balancerMap } from "../model/balancer-map";
import type { RunnerView } from "../model/ecs-view";
import { everyTarget, type HostPosition } from "../model/fleet-view";
import type { Block } from "../model/synthesized-app";
import { listOf, numberOf, textOf } from "../model/synthesized-stack";
import type { ContainerView } from "../model/task-view";
import { subnetRange } from "./address-range";
import { reachFinding } from "./codes";
import { firewallMap, type Ports } from "./firewall-map";

/** Every balancer reaches the tasks behind it, and is itself reached where it listens. */
export const checkBalancers: Check = (context) => [
  ...context.ecs.runners.flatMap((runner) =>
    blocksOf(runner.settings.load_balancer).flatMap((link) => checkLink(context, runner, link)),
  ),
  ...context.app.ofType("aws_lb").flatMap((balancer) => checkBalancer(context, balancer)),
];

function checkLink(context: CheckContext, runner: RunnerView, link: JsonObject): Finding[] {
  const group = context.app.target(link.target_group_arn, runner.block.stack, "aws_lb_target_group");
  const port = numberOf(link.container_port);
  const container = runner.task.containers.find(({ name }) => name === link.container_name);
  const mapping = container?.ports.find(({ containerPort }) => containerPort === port);
  if (runner.task.readable && mapping === undefined) return [noSuchPort(runner, link, container)];
  if (group === undefined || port === undefined) return [];
  const balancers = balancerMap(context).balancersOf(group);
  const ports = portsOf(runner, port, mapping?.hostPort);
  return [
    ...checkTargetType(context, runner, group),
    ...(balancers.length === 0 ? [unattached(runner, group)] : []),
    ...balancers.flatMap((balancer) => checkPath(context, runner, balancer, ports)),
  ];
}

/** Fargate and awsvpc tasks have addresses of their own, the others share their host's. */
function checkTargetType(context: CheckContext, { task, path }: RunnerView, group: Block): Finding[] {
  const expected = task.networkMode === "awsvpc" ? "ip" : "instance";
  const got = context.app.text(group, "target_type") ?? "instance";
  if (got === expected) return [];
  return [
    reachFinding("reach-target-type", group, {
      prop: "target_type",
      got: `${got}, for tasks of ${path} in ${task.networkMode} mode`,
      expected,
      fix: `set the target type of the group to ${expected}`,
    }),
  ];
}

function checkPath(context: CheckContext, runner: RunnerView, balancer: Block, ports: Ports): Finding[] {
  const { app } = context;
  const firewalls = firewallMap(context);
  const groups = everyTarget(app, balancer, "security_groups", "aws_security_group");
  // Without a group an application balancer has the default one of the VPC, a network balancer none at all.
  const unguarded = groups?.length === 0 && balancer.body.load_balancer_type === "network";
  const from: HostPosition = {
    subnets: everyTarget(app, balancer, "subnets", "aws_subnet"),
    groups: groups?.length === 0 && !unguarded ? undefined : groups,
    publicAddress: false,
  };
  const findings: Finding[] = [];
  for (const to of targetPositions(runner)) {
    const range = to.subnets?.map((subnet) => subnetRange(app, subnet)).find((cidr) => cidr !== undefined);
    const target = {
      ...(range === undefined ? {} : { cidr: range }),
      ...(to.groups === undefined ? {} : { groups: to.groups }),
    };
    if (!unguarded && !firewalls.letsOut(from, target, ports)) {
      findings.push(closed(runner, balancer, ports, `the balancer's group lets nothing out to ${names(to.groups)}`));
    } else if (!firewalls.letsIn(to.groups, from, ports)) {
      findings.push(
        closed(
          runner,
          balancer,
          ports,
          `${names(to.groups)} does not let ${unguarded ? "the balancer's subnets" : names(from.groups)} in`,
        ),
      );
    }
  }
  return findings;
}

function targetPositions({ task, position, capacity }: RunnerView): HostPosition[] {
  if (task.networkMode === "awsvpc") return position === undefined ? [] : [position];
  return capacity.fleets.map((fleet) => fleet.position);
}

/** The ports on which targets answer: dynamic host ports are any of the range that the agent was given. */
function portsOf({ task, capacity }: RunnerView, containerPort: number, hostPort: number | undefined): Ports {
  const fixed = task.networkMode === "bridge" ? hostPort : containerPort;
  if (fixed !== undefined && fixed > 0) return { from: fixed, to: fixed, protocol: "tcp" };
  const range = /ECS_DYNAMIC_HOST_PORT_RANGE=(\d+)-(\d+)/.exec(capacity.fleets[0]?.userData ?? "");
  const { from, to } = DYNAMIC_PORTS;
  return { from: Number(range?.[1] ?? from), to: Number(range?.[2] ?? to), protocol: "tcp" };
}

function checkBalancer(context: CheckContext, balancer: Block): Finding[] {
  const application = (textOf(balancer.body.load_balancer_type) ?? "application") === "application";
  const zones = Math.max(listOf(balancer.body.subnets).length, blocksOf(balancer.body.subnet_mapping).length);
  const oneZone =
    application && zones < 2
      ? [
          reachFinding("reach-balancer-zones", balancer, {
            prop: "subnets",
            got: `${zones} subnet${zones === 1 ? "" : "s"}`,
            expected: "subnets in at least two zones",
            fix: "give the network two zones or more; each takes one public address, 3.65 USD a month",
            numbers: { subnets: zones },
          }),
        ]
      : [];
  const groups = everyTarget(context.app, balancer, "security_groups", "aws_security_group");
  const guarded = application || (groups ?? []).length > 0;
  const deaf = guarded
    ? balancerMap(context)
        .listenersOf(balancer)
        .flatMap((listener) => checkListener(context, listener, groups))
    : [];
  return [...oneZone, ...deaf];
}

/** A listener that nobody is let in to is an oversight. */
function checkListener(context: CheckContext, listener: Block, groups: readonly Block[] | undefined): Finding[] {
  const port = context.app.number(listener, "port");
  if (port === undefined || groups === undefined) return [];
  const protocol = listener.body.protocol === "UDP" ? "udp" : "tcp";
  const open = groups.some((group) =>
    firewallMap(context)
      .inbound(group)
      .some((rule) => rule.from <= port && rule.to >= port && (rule.protocol === "-1" || rule.protocol === protocol)),
  );
  if (open) return [];
  return [
    reachFinding("reach-closed-path", listener, {
      got: `port ${port} of ${names(groups)} lets nobody in`,
      expected: "somebody who may connect to the listener",
      fix: `open port ${port} of the balancer's security group to its clients`,
      numbers: { port },
    }),
  ];
}

function noSuchPort(runner: RunnerView, link: JsonObject, container: ContainerView | undefined): Finding {
  const wanted = `${String(link.container_name)}:${String(link.container_port)}`;
  const known = runner.task.containers.flatMap(({ name, ports }) =>
    ports.map((port) => `${name}:${port.containerPort}`),
  );
  return reachFinding("reach-target-container", runner.block, {
    prop: "load_balancer",
    got: wanted,
    expected: known.length === 0 ? "a container that maps a port; none does" : `one of ${known.join(", ")}`,
    fix: container === undefined ? "name a container of the task" : "map the port on the container",
  });
}

function unattached(runner: RunnerView, group: Block): Finding {
  return reachFinding("reach-unattached-target-group", group, {
    got: `no listener or rule forwards to it, and ${runner.path} registers its tasks in it`,
    expected: "a target group that a load balancer uses: ECS refuses the service otherwise",
    fix: "forward to it from a listener or a listener rule, and make the service depend on that",
  });
}

function closed(runner: RunnerView, balancer: Block, { from, to }: Ports, because: string): Finding {
  const ports = from === to ? `port ${from}` : `ports ${from}-${to}`;
  return reachFinding("reach-closed-path", runner.path, {
    got: `${balancer.path} cannot connect to ${ports}: ${because}`,
    expected: "a balancer that reaches the tasks behind it; health checks fail otherwise and ECS stops the tasks",
    fix: `open ${ports} of the tasks' security group to the balancer's`,
    numbers: { from, to },
  });
}

function names(groups: readonly Block[] | undefined): string {
  return (groups ?? []).map((group) => group.path).join(", ") || "a group elsewhere";
}
