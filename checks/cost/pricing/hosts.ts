import { burstBaseline, defaultCreditMode } from "../../facts/burst-baseline";
import { instanceQuote, instanceVcpu } from "../instances";
import { between, type CostLine, costLine, type Factor, type Quote, type Range, times } from "../line";
import type { Resource } from "../resource";
import { MONTH_HOURS, type PricingContext } from "./pricing-context";
import { type Volume, volumeLines } from "./volumes";

/** Virtual machines of one kind, from an Auto Scaling group or alone. */
export interface Hosts {
  readonly count: Range;
  /** How many of `count` are spot. */
  readonly spot: Range;
  /** Types AWS may choose from; empty when the input doesn't show them. */
  readonly types: readonly string[];
  readonly volumes: readonly Volume[];
  /** Public addresses that instances bring along, besides Elastic IPs. */
  readonly publicAddresses: Range;
  readonly publicAddressNote?: string;
  /** Whether an Elastic IP, priced on its own, takes their place. */
  readonly elasticAddress: boolean;
  /** `standard` or `unlimited` when the input says so. */
  readonly creditMode: string | undefined;
  readonly detailedMonitoring: boolean;
  /** Anything about the number of instances that had to be assumed. */
  readonly countNote?: string;
}

/** Everything hosts are billed for. */
export function hostLines(resource: Resource, hosts: Hosts, context: PricingContext): CostLine[] {
  const count = between(hosts.count.low, hosts.count.high);
  return [
    ...instanceLines(resource, hosts),
    ...surplusLines(resource, hosts, context),
    ...hosts.volumes.flatMap((volume) => volumeLines(resource, volume, count, context)),
    ...addressLines(resource, hosts, context),
    ...monitoringLines(resource, hosts, context),
  ];
}

function instanceLines(resource: Resource, hosts: Hosts): CostLine[] {
  const onDemand = { low: hosts.count.low - hosts.spot.low, high: hosts.count.high - hosts.spot.high };
  const { quote, spread, name } = typeQuote(hosts.types, resource.region);
  const pool = hosts.types.every((type) => type === "t2.micro" || type === "t3.micro") ? { pool: "ec2-micro" } : {};
  const props = (range: Range) => ({
    priceItem: `ec2.${hosts.types.join("|")}`,
    quote,
    factors: [between(range.low, range.high), MONTH_HOURS, ...spread],
    unit: "h",
    ...(hosts.countNote === undefined ? {} : { assumption: hosts.countNote }),
  });
  const lines: CostLine[] = [];
  if (onDemand.high > 0) {
    lines.push(costLine(resource, { slot: "instance", item: `EC2 ${name}`, ...props(onDemand), ...pool }));
  }
  if (hosts.spot.high > 0) {
    const lowUnknown = "the spot price floats and is not in the table; at most the on-demand price";
    lines.push(
      costLine(resource, { slot: "spot-instance", item: `EC2 spot ${name}`, ...props(hosts.spot), lowUnknown }),
    );
  }
  return lines;
}

interface TypeQuote {
  readonly quote: Quote;
  /** How much cheaper the cheapest type is; empty when there is one price. */
  readonly spread: readonly Factor[];
  readonly name: string;
}

/** The dearest of the types AWS may choose. One type without a price makes the choice unknown. */
function typeQuote(types: readonly string[], region: string): TypeQuote {
  const name = types.length === 0 ? "instance" : types.join(" or ");
  const quotes = types.map((type) => instanceQuote(type, region));
  const known = quotes.flatMap((quote) => (quote.known ? [quote] : [])).sort((a, b) => b.value - a.value);
  const dearest = known[0];
  const cheapest = known.at(-1);
  if (dearest === undefined || cheapest === undefined || known.length < quotes.length) {
    const unknown = quotes.find((quote) => !quote.known) ?? instanceQuote(undefined, region);
    return { quote: unknown, spread: [], name };
  }
  const ratio = cheapest.value / dearest.value;
  return { quote: dearest, spread: ratio === 1 ? [] : [between(ratio, 1, "of the dearest type")], name };
}

/**
 * In unlimited mode AWS bills CPU above the baseline. The low end is a system that stays below it, the high end one
 * that uses every vCPU all month, on the type that can use most.
 */
function surplusLines(resource: Resource, hosts: Hosts, context: PricingContext): CostLine[] {
  const unlimited = hosts.types.filter((type) => {
    const byDefault = defaultCreditMode(type);
    return byDefault !== undefined && (hosts.creditMode ?? byDefault) === "unlimited";
  });
  const [type] = unlimited.sort((a, b) => surplusVcpu(b) - surplusVcpu(a));
  if (type === undefined) return [];
  const props = {
    slot: "surplus-credits",
    item: `${type} surplus CPU credits (unlimited mode)`,
    priceItem: "t_unlimited_surplus.t2_t3",
    factors: [between(0, hosts.count.high), times(surplusVcpu(type), "vCPU"), MONTH_HOURS],
    unit: "vCPU-hour",
    assumption: "no surplus, or every vCPU busy all month; cpu_credits = standard rules it out",
  };
  if (unlimited.some((each) => each.startsWith("t4g.") || surplusVcpu(each) === 0)) {
    return [context.unknownLine(resource, { ...props, reason: `no sourced surplus credit price for ${type}` })];
  }
  const local = context.quote("t_unlimited_surplus.t2_t3", resource.region);
  // The source gives one flat rate without naming a region; the table files it under us-east-1.
  const quote = local.known ? local : context.quote("t_unlimited_surplus.t2_t3", "us-east-1");
  return [costLine(resource, { ...props, quote })];
}

/** vCPUs that can run above the baseline, or zero when vCPUs or baseline are not known. */
function surplusVcpu(type: string): number {
  const vcpu = instanceVcpu(type);
  const baseline = burstBaseline(type);
  return vcpu === undefined || baseline === undefined ? 0 : vcpu * (1 - baseline);
}

function addressLines(resource: Resource, hosts: Hosts, context: PricingContext): CostLine[] {
  const { low, high } = hosts.publicAddresses;
  if (high === 0) return hosts.elasticAddress ? [context.dataOut(resource)] : [];
  const note = hosts.publicAddressNote === undefined ? {} : { assumption: hosts.publicAddressNote };
  return [
    context.publicIpv4(resource, between(low, high), { ...note, pool: "public-ipv4-ec2" }),
    context.dataOut(resource),
  ];
}

function monitoringLines(resource: Resource, hosts: Hosts, context: PricingContext): CostLine[] {
  if (!hosts.detailedMonitoring) return [];
  return [
    context.usageLine(resource, {
      slot: "detailed-monitoring",
      item: "EC2 detailed monitoring metrics",
      price: "cloudwatch.metric.custom_first_10k",
      usage: "detailedMonitoringMetrics",
      factors: [between(hosts.count.low, hosts.count.high)],
      unit: "metric-month",
      pool: "custom-metrics",
    }),
  ];
}
