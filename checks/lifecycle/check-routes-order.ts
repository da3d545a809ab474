import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { dependencyGraph } from "../model/dependency-graph";
import { everyTarget } from "../model/fleet-view";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { flagOf } from "../model/synthesized-stack";
import { networkMap } from "../reach/network-map";
import { lifecycleFinding } from "./codes";

/**
 * What takes public addresses or boots in a subnet waits for its way out, and is gone before it: an internet gateway
 * cannot be detached while public addresses are mapped, and a host that boots without a route never registers.
 */
export const checkRoutesOrder: Check = (context) => {
  const { app, ecs } = context;
  const gateways = gatewaysByVpc(context);
  const routes = routesByTable(context);
  const standing = (block: Block, argument: string): Placed => ({
    block,
    subnets: everyTarget(app, block, argument, "aws_subnet"),
  });
  const hosts = new Set(ecs.fleets.flatMap(({ group }) => (group === undefined ? [] : [group])));
  const balancers = app.ofType("aws_lb").filter((balancer) => flagOf(balancer.body.internal) !== true);
  const singles = [...app.ofType("aws_nat_gateway"), ...app.ofType("aws_instance")];
  const addresses = [...app.ofType("aws_eip"), ...app.ofType("aws_eip_association")];
  const tasks = ecs.runners.filter(({ position }) => position?.publicAddress === true);
  const placed: Placed[] = [
    ...[...hosts].map((group) => standing(group, "vpc_zone_identifier")),
    ...balancers.map((balancer) => standing(balancer, "subnets")),
    ...singles.map((block) => standing(block, "subnet_id")),
    ...addresses.map((block) => ({ block, subnets: mappedSubnets(app, block) })),
    ...tasks.map(({ block, position }) => ({ block, subnets: position?.subnets })),
  ];
  return placed.flatMap(({ block, subnets }) => check(context, block, subnets, gateways, routes));
};

/** What has to be ordered, and where it stands; undefined where that is not part of this app. */
interface Placed {
  readonly block: Block;
  readonly subnets: readonly Block[] | undefined;
}

const MAPPING_ARGUMENTS = ["instance", "instance_id", "network_interface", "network_interface_id"];

/**
 * Where Terraform maps an Elastic IP, or an association one. Nowhere, for an address that somebody takes later: the host
 * that takes it at boot and the NAT gateway that is made with it are ordered themselves.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eip
 */
function mappedSubnets(app: SynthesizedApp, address: Block): Block[] {
  const holders = MAPPING_ARGUMENTS.flatMap((argument) =>
    ["aws_instance", "aws_network_interface"].map((type) => app.follow(address, argument, type)),
  );
  const subnets = holders.map((holder) => app.follow(holder, "subnet_id", "aws_subnet"));
  return subnets.filter((subnet) => subnet !== undefined);
}

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

/** Default routes and associations of each table, and the address of the NAT instance that a route leads to. */
function routesByTable({ app }: CheckContext): ReadonlyMap<Block, readonly Block[]> {
  const routes = new Map<Block, Block[]>();
  for (const block of [...app.ofType("aws_route"), ...app.ofType("aws_route_table_association")]) {
    const table = app.follow(block, "route_table_id", "aws_route_table");
    if (table !== undefined)
      routes.set(table, [...(routes.get(table) ?? []), block, ...translatorAddresses(app, block)]);
  }
  return routes;
}

function translatorAddresses(app: SynthesizedApp, route: Block): Block[] {
  const instance = app.follow(route, "network_interface_id", "aws_instance");
  if (instance === undefined) return [];
  return app.ofType("aws_eip").filter((address) => app.follow(address, "instance", "aws_instance") === instance);
}
