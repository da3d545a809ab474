import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { InternetGateway } from "@cdktf/provider-aws/lib/internet-gateway";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { nameTag } from "../naming";
import { refuse } from "../report";
import { checkCidr, planSubnets } from "./cidr";
import { GatewayEndpoint } from "./gateway-endpoint";
import { InterfaceEndpoints } from "./interface-endpoints";
import { NatGateways } from "./nat-gateways";
import { NatInstance } from "./nat-instance";
import { SubnetTier } from "./subnet-tier";

/**
 * How workloads reach the internet, cheapest first (eu-west-1, 2025-11 list prices, per month):
 * - `none`: not at all; private subnets, AWS reached through endpoints. No charge but the endpoints'.
 * - `public-ip`: through the public address of their own host. One public IPv4 address each, 3.65 USD.
 * - `nat-instance`: one t4g.nano forwards for all zones; a single point of failure. About 3.36 + 3.65 USD.
 * - `nat-gateway`: one managed gateway for all zones. 35.04 + 3.65 USD and 0.048 USD per GB.
 * - `nat-gateway-per-zone`: one in each zone; no single point of failure. The same, times the zones.
 */
export type Egress = "none" | "public-ip" | "nat-instance" | "nat-gateway" | "nat-gateway-per-zone";

export interface NetworkProps {
  /** IPv4 range of the VPC, /16 to /28. */
  readonly cidr: string;
  /** Number of availability zones, each with its own subnets. */
  readonly zones: number;
  readonly egress: Egress;
  /**
   * AWS services reached through interface endpoints inside the VPC, such as `ecr.api`; each costs about 8 USD a
   * month and zone. @default - none; S3 always has its free gateway endpoint
   */
  readonly interfaceEndpoints?: readonly string[];
}

/**
 * A VPC with subnets in N zones, and one chosen way out.
 *
 * Creates: VPC, internet gateway (unless egress is `none`), public subnets, private subnets (unless egress is
 * `public-ip`), route tables, a default security group without any rule, the free S3 gateway endpoint.
 * Subnets hand out no public addresses by themselves: what needs one asks for it.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 */
export class Network extends Construct {
  readonly resource: Vpc;
  readonly egress: Egress;
  readonly zones: number;
  readonly publicSubnets?: SubnetTier;
  readonly privateSubnets?: SubnetTier;
  readonly #routes: ITerraformDependable[] = [];
  readonly #natAddresses: string[] = [];

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    refuse(this, checkCidr(props.cidr, props.zones));
    this.egress = props.egress;
    this.zones = props.zones;
    this.resource = new Vpc(this, "Default", {
      cidrBlock: props.cidr,
      enableDnsSupport: true,
      // EFS and interface endpoints are found by name. https://docs.aws.amazon.com/efs/latest/ug/troubleshooting-efs-mounting.html
      enableDnsHostnames: true,
      tags: nameTag(this, "ec2"),
    });
    // Without this resource the default group admits all traffic between its members.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: this.resource.id,
      tags: nameTag(this, "ec2", "default-closed"),
    });

    const plan = planSubnets(props.cidr, props.zones);
    const zoneNames = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      // Local and wavelength zones have to be opted in to and lack most services.
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const tier = (name: string, slots: readonly number[]) =>
      new SubnetTier(this, name, {
        vpcId: this.resource.id,
        subnets: slots.map((slot, index) => ({
          cidr: Fn.cidrsubnet(props.cidr, plan.bits, slot),
          zone: Fn.element(zoneNames.names, index),
        })),
      });
    if (props.egress !== "none") this.publicSubnets = tier("public", plan.publicSlots);
    if (props.egress !== "public-ip") this.privateSubnets = tier("private", plan.privateSlots);

    this.#connect();
    this.#addEndpoints(props.interfaceEndpoints ?? [], props.cidr);
  }

  get id(): string {
    return this.resource.id;
  }

  /** Where workloads run: private subnets where there are any, else public ones. */
  get workloadSubnets(): SubnetTier {
    return (this.privateSubnets ?? this.publicSubnets)!;
  }

  /** Whether an instance or task in the workload subnets needs a public address of its own to reach the internet. */
  get needsPublicIp(): boolean {
    return this.egress === "public-ip";
  }

  /**
   * What must exist before anything boots in the workload subnets, and may only go after it: routes, associations, and
   * the address of a NAT instance. Otherwise an instance starts without a way out, and the internet gateway cannot be
   * detached while public addresses are still mapped. @see https://github.com/hashicorp/terraform/issues/497
   */
  get routes(): readonly ITerraformDependable[] {
    return this.#routes;
  }

  /** Fixed public addresses that everything in private subnets goes out from; none without a NAT. */
  get natAddresses(): readonly string[] {
    return this.#natAddresses;
  }

  #connect(): void {
    if (this.publicSubnets !== undefined) {
      const gateway = new InternetGateway(this, "internet-gateway", {
        vpcId: this.resource.id,
        tags: nameTag(this, "ec2"),
      });
      this.#routes.push(gateway, ...this.publicSubnets.routeAll({ gatewayId: gateway.id }));
    }
    if (this.privateSubnets === undefined) return;
    if (this.egress === "nat-instance") {
      const nat = new NatInstance(this, "nat", {
        vpcId: this.resource.id,
        cidr: this.resource.cidrBlock,
        subnet: this.publicSubnets!,
        after: this.#routes,
      });
      const routes = this.privateSubnets.routeAll({ networkInterfaceId: nat.networkInterfaceId });
      this.#natAddresses.push(nat.address.publicIp);
      this.#routes.push(nat.address, ...routes);
    } else if (this.egress === "none") {
      this.#routes.push(...this.privateSubnets.associations);
    } else {
      const count = this.egress === "nat-gateway-per-zone" ? this.zones : 1;
      const nat = new NatGateways(this, "nat", { subnets: this.publicSubnets!, count, after: this.#routes });
      this.#natAddresses.push(...nat.addresses);
      this.#routes.push(...this.privateSubnets.routeEach((zone) => ({ natGatewayId: nat.idFor(zone) })));
    }
  }

  #addEndpoints(services: readonly string[], cidr: string): void {
    const routeTables = [...(this.publicSubnets?.routeTableIds ?? []), ...(this.privateSubnets?.routeTableIds ?? [])];
    new GatewayEndpoint(this, "s3", { vpcId: this.resource.id, service: "s3", routeTableIds: routeTables });
    if (services.length > 0) {
      new InterfaceEndpoints(this, "endpoints", {
        vpcId: this.resource.id,
        cidr,
        services,
        subnetIds: this.workloadSubnets.ids,
      });
    }
  }
}
