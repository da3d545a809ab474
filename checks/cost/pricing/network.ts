import { between, times } from "../line";
import { MONTH_HOURS, type Pricer } from "./pricing-context";

/** A NAT gateway. Its public address is the Elastic IP it names, which is priced on its own. */
export const priceNatGateway: Pricer = (resource, context) => {
  const isPublic = resource.view.text("connectivity_type") !== "private";
  return [
    context.line(resource, {
      slot: "hours",
      item: "NAT gateway",
      price: "nat_gateway.hour",
      factors: [times(1), MONTH_HOURS],
      unit: "h",
    }),
    context.usageLine(resource, {
      slot: "traffic",
      item: "NAT gateway traffic",
      price: "nat_gateway.gb",
      usage: "natGb",
      unit: "GB",
    }),
    ...(isPublic ? [context.dataOut(resource)] : []),
  ];
};

/** An Elastic IP: billed whether or not anything uses it. */
export const priceElasticIp: Pricer = (resource, context) => {
  const pool = resource.view.targets("instance").length > 0 ? { pool: "public-ipv4-ec2" } : {};
  return [context.publicIpv4(resource, times(1), pool)];
};

/** An interface endpoint, billed per zone. Gateway endpoints (S3, DynamoDB) are free. */
export const priceVpcEndpoint: Pricer = (resource, context) => {
  const { view } = resource;
  const type = view.text("vpc_endpoint_type") ?? "Gateway";
  if (type === "Gateway") return { free: "gateway endpoints have no charge" };
  const associations = context.referring("aws_vpc_endpoint_subnet_association", "vpc_endpoint_id", resource).length;
  const own = view.has("subnet_ids") ? view.size("subnet_ids") : 0;
  const subnets = own === undefined ? undefined : own + associations;
  // without a subnet in sight the endpoint would be useless, so the list must be hidden
  const zones = context.zones(resource, subnets === 0 ? undefined : subnets);
  const props = {
    slot: "hours",
    item: `${type} endpoint`,
    factors: [between(zones.factor.low, zones.factor.high, "zones"), MONTH_HOURS],
    unit: "h",
    ...(zones.assumption === undefined ? {} : { assumption: zones.assumption }),
  };
  if (type !== "Interface") {
    const reason = `no price for ${type} endpoints in the table`;
    return [context.unknownLine(resource, { ...props, priceItem: "vpc_endpoint", reason })];
  }
  return [
    context.line(resource, { ...props, price: "vpc_endpoint.interface.hour" }),
    context.usageLine(resource, {
      slot: "traffic",
      item: "interface endpoint traffic",
      price: "vpc_endpoint.interface.gb",
      usage: "endpointGb",
      unit: "GB",
    }),
  ];
};

/** A hosted zone, public or private. Records are free. */
export const priceHostedZone: Pricer = (resource, context) => [
  context.line(resource, {
    slot: "zone",
    item: "Route 53 hosted zone",
    price: "route53.hosted_zone",
    factors: [times(1, "zone")],
    unit: "zone-month",
  }),
  context.usageLine(resource, {
    slot: "queries",
    item: "DNS queries",
    price: "route53.queries",
    usage: "dnsQueries",
    counts: "queries",
    per: 1_000_000,
    unit: "million queries",
  }),
];

/** A private DNS namespace of Cloud Map, which creates a hosted zone. */
export const priceDnsNamespace: Pricer = (resource, context) => priceHostedZone(resource, context);

/** A service of Cloud Map: each running task registers as a resource, whose price has no source. */
export const priceDiscoveryService: Pricer = (resource, context) => [
  context.usageLine(resource, {
    slot: "registrations",
    item: "Cloud Map registered instances",
    price: "cloud_map",
    usage: "cloudMapResources",
    unit: "resource-month",
  }),
];
