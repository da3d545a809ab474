import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Route53Zone } from "@cdktf/provider-aws/lib/route53-zone";
import { Construct } from "constructs";
import { checkedName } from "../naming";
import type { Network } from "../network/network";

/** A Route 53 zone: names below one domain. */
export interface Zone {
  readonly zoneId: string;
  /** The domain, when it is known here. */
  readonly name: string | undefined;
}

export interface HostedZoneProps {
  /** Such as `example.com`. */
  readonly name: string;
  /** A private zone, which answers only inside this network. @default - public */
  readonly visibleIn?: Network;
}

/**
 * A zone that this stack owns. Most domains have one already: use `existingZone` then.
 *
 * Creates: `aws_route53_zone`. Costs 0.50 USD a month. A public zone answers only after the domain's registrar names its
 * four name servers. Records that others put into it keep it from being destroyed.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zones-working-with.html
 */
export class HostedZone extends Construct implements Zone {
  readonly resource: Route53Zone;
  readonly name: string;

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    this.name = props.name;
    this.resource = new Route53Zone(this, "Default", {
      name: checkedName(this, "dns-name", props.name, "name"),
      comment: "managed by Terraform",
      ...(props.visibleIn === undefined ? {} : { vpc: [{ vpcId: props.visibleIn.id }] }),
    });
  }

  get zoneId(): string {
    return this.resource.zoneId;
  }

  get nameServers(): string[] {
    return this.resource.nameServers;
  }
}

/** The public zone of that name, which must exist when Terraform plans. */
export function existingZone(scope: Construct, id: string, name: string): Zone {
  const zone = new DataAwsRoute53Zone(scope, id, { name, privateZone: false });
  return { zoneId: zone.zoneId, name };
}
