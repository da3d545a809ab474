import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { dependencyGraph } from "../model/dependency-graph";
import { everyTarget } from "../model/fleet-view";
import type { Block } from "../model/synthesized-app";
import { flagOf } from "../model/synthesized-stack";
import { networkMap } from "../reach/network-map";
import { lifecycleFinding } from "./codes";

/**
 * What takes public addresses or boots in a subnet waits for its way out, and is gone before it: an internet gateway
 * cannot be detached while public addresses are mapped, and a host that boots without a route never registers.
 */
export const checkRoutesOrder: Check = (context) => {
  const gateways = gatewaysByVpc(context);
  const routes = routesByTable(context);
  const hosts = context.ecs.fleets.flatMap(({ group }) => (group === undefined ? [] : [group]));
  const tasks = context.ecs.runners.filter(({ position }) => position?.publicAddress === true);
  return [
    ...[...new Set(hosts)].flatMap((group) =>
      check(context, group, everyTarget(context.app, group, "vpc_zone_identifier", "aws_subnet"), gateways, routes),
    ),
    ...context.app
      .ofType("aws_lb")
      .filter((balancer) => flagOf(balancer.body.internal) !== true)
      .flatMap((balancer) =>
        check(context, balancer, everyTarget(context.app, balancer, "subnets", "aws_subnet"), gateways, routes),
      ),
    ...context.app
      .ofType("aws_nat_gateway")
      .flatMap((gateway) =>
        check(context, gateway, everyTarget(context.app, gateway, "subnet_id", "aws_subnet"), gateways, routes),
      ),
    ...tasks.flatMap(({ block, position }) => check(context, block, position?.subnets, gateways, routes)),
  ];
};

function check(
  context: CheckContext,
  block: Block,
  subnets: readonly Block[] | undefined,
  gateways: ReadonlyMap<Block, readonly Block[]>,
  routes: ReadonlyMap<Block, readonly Block[]>,
): Finding[] {
  const network = networkMap(context);
  const needed = new Set(
    (subnets ?? []).flatMap((subnet) => {
      const exit = network.exitOf(subnet).kind;
      const table = network.tableOf(subnet);
      const vpc = network.vpcOf(subnet);
      const own = exit === "none" || exit === "unknown" || table === undefined ? [] : (routes.get(table) ?? []);
      return exit === "internet-gateway" && vpc !== undefined ? [...own, ...(gateways.get(vpc) ?? [])] : own;
    }),
  );
  const graph = dependencyGraph(context);
  const loose = [...needed].filter((earlier) => earlier.stack === block.stack && !graph.isAfter(block, earlier));
  if (loose.length === 0) return [];
  return [
    lifecycleFinding("order-routes", block, {
      prop: "depends_on",
      got: `nothing orders it after ${loose.map((earlier) => earlier.path).join(", ")}`,
      expected: "the internet gateway, routes and route table associations created before it, and destroyed after it",
      fix: "add network.routes to its depends_on",
      numbers: { missing: loose.length },
    }),
  ];
}

function gatewaysByVpc({ app }: CheckContext): ReadonlyMap<Block, readonly Block[]> {
  const gateways = new Map<Block, Block[]>();
  for (const gateway of app.ofType("aws_internet_gateway")) {
    const vpc = app.follow(gateway, "vpc_id", "aws_vpc");
    if (vpc !== undefined) gateways.set(vpc, [...(gateways.get(vpc) ?? []), gateway]);
  }
  return gateways;
}

/** Default routes and associations of each table. */
function routesByTable({ app }: CheckContext): ReadonlyMap<Block, readonly Block[]> {
  const routes = new Map<Block, Block[]>();
  for (const block of [...app.ofType("aws_route"), ...app.ofType("aws_route_table_association")]) {
    const table = app.follow(block, "route_table_id", "aws_route_table");
    if (table !== undefined) routes.set(table, [...(routes.get(table) ?? []), block]);
  }
  return routes;
}
