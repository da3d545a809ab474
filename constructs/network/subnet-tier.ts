import { Route, type RouteConfig } from "@cdktf/provider-aws/lib/route";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { nameTag } from "../naming";

export interface SubnetTierProps {
  readonly vpcId: string;
  /** One per zone, in the order of the zones. */
  readonly subnets: readonly { readonly cidr: string; readonly zone: string }[];
}

/** Where a default route leads. */
export type RouteTarget = Pick<RouteConfig, "gatewayId" | "natGatewayId" | "networkInterfaceId">;

/**
 * The subnets of one kind (public or private), one in each zone, each with a route table of its own, so that a later
 * step from one NAT gateway to one per zone changes routes and moves no subnet.
 *
 * Creates per zone: `aws_subnet`, `aws_route_table`, `aws_route_table_association`, and `aws_route` when routed.
 */
export class SubnetTier extends Construct {
  readonly ids: readonly string[];
  readonly routeTableIds: readonly string[];
  readonly associations: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: SubnetTierProps) {
    super(scope, id);
    const zones = props.subnets.map(({ cidr, zone }, index) => {
      const name = nameTag(this, "ec2", String(index));
      const subnet = new Subnet(this, `subnet-${index}`, {
        vpcId: props.vpcId,
        cidrBlock: cidr,
        availabilityZone: zone,
        mapPublicIpOnLaunch: false,
        tags: name,
        // The list of zones comes from AWS and may gain a member; that must never replace a subnet in use.
        lifecycle: { ignoreChanges: ["availability_zone"] },
      });
      const table = new RouteTable(this, `route-table-${index}`, { vpcId: props.vpcId, tags: name });
      const association = new RouteTableAssociation(this, `association-${index}`, {
        subnetId: subnet.id,
        routeTableId: table.id,
      });
      return { subnet, table, association };
    });
    this.ids = zones.map(({ subnet }) => subnet.id);
    this.routeTableIds = zones.map(({ table }) => table.id);
    this.associations = zones.map(({ association }) => association);
  }

  /** Gives every zone the same default route; returns what later resources wait for. */
  routeAll(target: RouteTarget): ITerraformDependable[] {
    return this.routeEach(() => target);
  }

  /** Gives each zone its own default route; returns what later resources wait for. */
  routeEach(target: (zone: number) => RouteTarget): ITerraformDependable[] {
    const routes = this.routeTableIds.map(
      (routeTableId, zone) =>
        new Route(this, `default-route-${zone}`, { routeTableId, destinationCidrBlock: "0.0.0.0/0", ...target(zone) }),
    );
    return [...routes, ...this.associations];
  }
}
