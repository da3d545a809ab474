import type { PriceItem } from "../../facts/prices";
import { between, type CostLine } from "../line";
import type { Resource } from "../resource";
import type { UsageKey } from "../usage";
import { MONTH_HOURS, type Pricer, type PricingContext } from "./pricing-context";

/** Rows of the table and assumption for each kind of balancer that has any. */
const KINDS: Readonly<
  Record<
    string,
    { readonly name: string; readonly hour: PriceItem; readonly unit: PriceItem; readonly usage: UsageKey }
  >
> = {
  application: { name: "ALB", hour: "alb.hour", unit: "alb.lcu", usage: "albLcu" },
  network: { name: "NLB", hour: "nlb.hour", unit: "nlb.nlcu", usage: "nlbLcu" },
};

/**
 * A load balancer: its hours, its capacity units, and one public address per zone when it faces the internet.
 * Elastic IPs in `subnet_mapping` are priced on their own.
 */
export const priceLoadBalancer: Pricer = (resource, context) => {
  const { view } = resource;
  const type = view.text("load_balancer_type") ?? "application";
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind === undefined) {
    const reason = `no price for ${type} load balancers in the table`;
    const props = { slot: "hours", item: `${type} load balancer`, priceItem: `lb.${type}`, unit: "h" };
    return [context.unknownLine(resource, { ...props, factors: [MONTH_HOURS], reason })];
  }
  const pools = type === "application" ? (["alb-hours", "alb-lcu"] as const) : [undefined, undefined];
  const lines = [
    context.line(resource, {
      slot: "hours",
      item: kind.name,
      price: kind.hour,
      factors: [MONTH_HOURS],
      unit: "h",
      ...(pools[0] === undefined ? {} : { pool: pools[0] }),
    }),
    context.usageLine(resource, {
      slot: "capacity-units",
      item: `${kind.name} capacity units`,
      price: kind.unit,
      usage: kind.usage,
      factors: [MONTH_HOURS],
      unit: "LCU",
      ...(pools[1] === undefined ? {} : { pool: pools[1] }),
    }),
  ];
  return view.flag("internal") === true ? lines : [...lines, ...publicSide(resource, context)];
};

function publicSide(resource: Resource, context: PricingContext): CostLine[] {
  const { view } = resource;
  const mappings = view.blocks("subnet_mapping");
  const elastic = mappings.filter((mapping) => mapping.has("allocation_id")).length;
  const zones = context.zones(resource, mappings.length > 0 ? mappings.length - elastic : view.size("subnets"));
  const note = zones.assumption === undefined ? {} : { assumption: zones.assumption };
  const addresses =
    zones.factor.high === 0
      ? []
      : [context.publicIpv4(resource, between(zones.factor.low, zones.factor.high, "zones"), note)];
  return [...addresses, context.dataOut(resource)];
}
