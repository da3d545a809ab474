import { perContext } from "../check-context";
import { blocksOf, type JsonObject } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { flagOf, listOf } from "../model/synthesized-stack";

/**
 * Where the default route of a subnet leads.
 * - `internet-gateway`: out, for what has a public address;
 * - `nat`: out, for everything;
 * - `none`: nowhere, and why;
 * - `unknown`: to something that is not part of this app, which is given the benefit of the doubt.
 */
export type Exit =
  | { readonly kind: "internet-gateway" | "nat" | "unknown" }
  | { readonly kind: "none"; readonly because: string };

const UNKNOWN: Exit = { kind: "unknown" };
const EVERYWHERE = "0.0.0.0/0";

/** Subnets, their routes and the endpoints of their VPCs. */
export class NetworkMap {
  readonly #tables = new Map<Block, Block>();
  readonly #mainTables = new Map<Block, Block>();
  readonly #routes = new Map<Block, JsonObject>();
  readonly #exits = new Map<Block, Exit>();

  constructor(private readonly app: SynthesizedApp) {
    for (const association of app.ofType("aws_route_table_association")) {
      const subnet = app.follow(association, "subnet_id", "aws_subnet");
      const table = app.follow(association, "route_table_id", "aws_route_table");
      if (subnet !== undefined && table !== undefined) this.#tables.set(subnet, table);
    }
    for (const association of app.ofType("aws_main_route_table_association")) {
      const vpc = app.follow(association, "vpc_id", "aws_vpc");
      const table = app.follow(association, "route_table_id", "aws_route_table");
      if (vpc !== undefined && table !== undefined) this.#mainTables.set(vpc, table);
    }
    for (const route of app.ofType("aws_route")) {
      const table = app.follow(route, "route_table_id", "aws_route_table");
      if (table !== undefined && route.body.destination_cidr_block === EVERYWHERE) this.#routes.set(table, route.body);
    }
  }

  vpcOf(subnet: Block): Block | undefined {
    return this.app.follow(subnet, "vpc_id", "aws_vpc");
  }

  /** The route table of a subnet: its own, else the main one of the VPC where that is managed here. */
  tableOf(subnet: Block): Block | undefined {
    const vpc = this.vpcOf(subnet);
    return this.#tables.get(subnet) ?? (vpc === undefined ? undefined : this.#mainTables.get(vpc));
  }

  exitOf(subnet: Block): Exit {
    const known = this.#exits.get(subnet);
    if (known !== undefined) return known;
    this.#exits.set(subnet, UNKNOWN); // in case routes lead in a circle
    const exit = this.#findExit(subnet);
    this.#exits.set(subnet, exit);
    return exit;
  }

  #findExit(subnet: Block): Exit {
    const table = this.tableOf(subnet);
    if (table === undefined) return none(`${subnet.path} has no route table`);
    const inline = blocksOf(table.body.route).find((route) => route.cidr_block === EVERYWHERE);
    const route = this.#routes.get(table) ?? inline;
    if (route === undefined) return none(`${table.path} has no default route`);
    if (route.gateway_id !== undefined) {
      return this.app.target(route.gateway_id, table.stack, "aws_internet_gateway") === undefined
        ? UNKNOWN
        : { kind: "internet-gateway" };
    }
    if (route.nat_gateway_id !== undefined) return this.#throughGateway(route, table);
    if (route.network_interface_id !== undefined) return this.#throughInstance(route, table);
    return UNKNOWN;
  }

  #throughGateway(route: JsonObject, table: Block): Exit {
    const gateway = this.app.target(route.nat_gateway_id, table.stack, "aws_nat_gateway");
    if (gateway === undefined) return UNKNOWN;
    if (gateway.body.connectivity_type === "private") return none(`${gateway.path} is a private NAT gateway`);
    return this.#fromPublicSubnet(gateway);
  }

  #throughInstance(route: JsonObject, table: Block): Exit {
    const instance = this.app.target(route.network_interface_id, table.stack, "aws_instance");
    if (instance === undefined) return UNKNOWN;
    if (flagOf(instance.body.source_dest_check) !== false) {
      return none(`${instance.path} checks source and destination, so it does not forward`);
    }
    const addressed =
      flagOf(instance.body.associate_public_ip_address) === true ||
      this.app.ofType("aws_eip").some((address) => this.app.follow(address, "instance", "aws_instance") === instance);
    return addressed ? this.#fromPublicSubnet(instance) : none(`${instance.path} has no public address`);
  }

  #fromPublicSubnet(translator: Block): Exit {
    const subnet = this.app.follow(translator, "subnet_id", "aws_subnet");
    const exit = subnet === undefined ? UNKNOWN : this.exitOf(subnet);
    if (exit.kind === "unknown") return UNKNOWN;
    return exit.kind === "internet-gateway" ? { kind: "nat" } : none(`${translator.path} stands in a private subnet`);
  }

  /** The endpoints of a VPC for an AWS service, such as `ecr.api`. */
  endpoints(vpc: Block, service: string): Block[] {
    return this.app.ofType("aws_vpc_endpoint").filter((endpoint) => {
      const name = this.app.canonical(String(endpoint.body.service_name ?? ""), endpoint.stack);
      return name.endsWith(`.${service}`) && serviceOf(name) === service && this.#inVpc(endpoint, vpc);
    });
  }

  /** Whether a gateway endpoint serves the subnet's route table. */
  servesTable(endpoint: Block, subnet: Block): boolean {
    const table = this.tableOf(subnet);
    const listed = listOf(endpoint.body.route_table_ids).map((id) =>
      this.app.target(id, endpoint.stack, "aws_route_table"),
    );
    if (table !== undefined && listed.includes(table)) return true;
    return this.app
      .ofType("aws_vpc_endpoint_route_table_association")
      .some(
        (link) =>
          this.app.follow(link, "vpc_endpoint_id", "aws_vpc_endpoint") === endpoint &&
          this.app.follow(link, "route_table_id", "aws_route_table") === table,
      );
  }

  #inVpc(endpoint: Block, vpc: Block): boolean {
    return this.app.follow(endpoint, "vpc_id", "aws_vpc") === vpc;
  }
}

/** `com.amazonaws.eu-west-1.ecr.api` is `ecr.api`. */
function serviceOf(name: string): string {
  return name.replace(/^com\.amazonaws\.[^.]+\./, "");
}

function none(because: string): Exit {
  return { kind: "none", because };
}

export const networkMap = perContext(({ app }) => new NetworkMap(app));
