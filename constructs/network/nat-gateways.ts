import { Eip } from "@cdktf/provider-aws/lib/eip";
import { NatGateway } from "@cdktf/provider-aws/lib/nat-gateway";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { nameTag } from "../naming";
import type { SubnetTier } from "./subnet-tier";

export interface NatGatewaysProps {
  /** The public subnets they stand in. */
  readonly subnets: SubnetTier;
  /** One for all zones, or one per zone. Each costs about 35 USD a month, its address 3.65 USD, and every GB 0.048 USD. */
  readonly count: number;
  /** The internet gateway and its routes, which a NAT gateway needs from its first second. */
  readonly after: readonly ITerraformDependable[];
}

/**
 * Managed NAT gateways with fixed addresses.
 *
 * Creates per gateway: `aws_eip`, `aws_nat_gateway`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
 */
export class NatGateways extends Construct {
  readonly #ids: readonly string[];
  readonly #addresses: string[] = [];

  constructor(scope: Construct, id: string, props: NatGatewaysProps) {
    super(scope, id);
    const after = [...props.after];
    this.#ids = props.subnets.ids.slice(0, props.count).map((subnetId, index) => {
      const tags = nameTag(this, "ec2", String(index));
      const address = new Eip(this, `address-${index}`, { domain: "vpc", tags, dependsOn: after });
      this.#addresses.push(address.publicIp);
      return new NatGateway(this, `gateway-${index}`, {
        subnetId,
        allocationId: address.allocationId,
        tags,
        dependsOn: after,
      }).id;
    });
  }

  /** Public addresses of the gateways, which stay. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** The gateway that serves a zone: its own where there is one, else the first. */
  idFor(zone: number): string {
    return this.#ids[zone] ?? this.#ids[0]!;
  }
}
