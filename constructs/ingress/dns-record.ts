import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../report";
import type { Zone } from "./hosted-zone";

/** What a name leads to; one of three. */
export type DnsTarget =
  | {
      /** A load balancer of either kind: an alias record, which is free and follows its addresses. */
      readonly balancer: { readonly resource: { readonly dnsName: string; readonly zoneId: string } };
      readonly addresses?: never;
      readonly name?: never;
    }
  | {
      /** IPv4 addresses, such as a fleet's Elastic IP. */ readonly addresses: readonly string[];
      readonly balancer?: never;
      readonly name?: never;
    }
  | {
      /** Another name. Not possible for the zone's own name. */ readonly name: string;
      readonly balancer?: never;
      readonly addresses?: never;
    };

export interface DnsRecordProps {
  readonly zone: Zone;
  /** The whole name, such as `www.example.com`, or `*.example.com`. */
  readonly domain: string;
  readonly to: DnsTarget;
  /** Seconds that others remember the answer. An alias has no such time. @default 60 */
  readonly ttlSeconds?: number;
}

const SOURCE =
  "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html";

/**
 * A name in a zone.
 *
 * Creates: `aws_route53_record`. Answers for an alias are free, others cost 0.40 USD per million.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/rrsets-working-with.html
 */
export class DnsRecord extends Construct {
  readonly resource: Route53Record;

  constructor(scope: Construct, id: string, props: DnsRecordProps) {
    super(scope, id);
    const { zone, domain, to } = props;
    if (to.name !== undefined && domain === zone.name) {
      refuse(this, [
        {
          code: "dns-apex",
          prop: "to",
          got: `${domain} as another name for ${to.name}`,
          expected: "an address or a balancer: the zone's own name cannot be another name",
          fix: "use to: { balancer }, or a name such as www",
          source: SOURCE,
        },
      ]);
    }
    if (
      zone.name !== undefined &&
      !Token.isUnresolved(domain) &&
      domain !== zone.name &&
      !domain.endsWith(`.${zone.name}`)
    ) {
      refuse(this, [
        {
          code: "dns-zone",
          prop: "domain",
          got: `${domain} in the zone ${zone.name}`,
          expected: "a name that the zone answers for",
          fix: `write it as www.${zone.name}`,
          source: SOURCE,
        },
      ]);
    }
    const ttl = props.ttlSeconds ?? 60;
    const base = { zoneId: zone.zoneId, name: domain };
    this.resource = new Route53Record(this, "Default", {
      ...base,
      ...(to.balancer !== undefined
        ? {
            type: "A",
            alias: {
              name: to.balancer.resource.dnsName,
              zoneId: to.balancer.resource.zoneId,
              evaluateTargetHealth: true,
            },
          }
        : to.addresses !== undefined
          ? { type: "A", records: [...to.addresses], ttl }
          : { type: "CNAME", records: [to.name], ttl }),
    });
  }
}
