import { FACTS_AS_OF, HOURS_PER_MONTH, type PriceItem, price } from "../../facts/prices";
import type { Configuration } from "../configuration";
import { between, type CostLine, costLine, type Factor, type Quote, type Range, times } from "../line";
import type { Resource } from "../resource";
import type { Usage, UsageKey } from "../usage";

/** Lines of a resource, or why it costs nothing by itself. */
export type Priced = readonly CostLine[] | { readonly free: string };

/** Knows what one resource type costs. */
export type Pricer = (resource: Resource, context: PricingContext) => Priced;

/** Every hour of an average month. */
export const MONTH_HOURS: Factor = times(HOURS_PER_MONTH, "h");

interface PricedProps {
  /** Stable name of the line within its resource. */
  readonly slot: string;
  readonly item: string;
  readonly price: PriceItem;
  readonly factors: readonly Factor[];
  readonly unit: string;
  readonly assumption?: string;
  readonly pool?: string;
}

interface UsageProps {
  readonly slot: string;
  readonly item: string;
  readonly price: PriceItem;
  /** The assumption that gives the quantity. */
  readonly usage: UsageKey;
  /** What is priced, such as `10k calls`. */
  readonly unit: string;
  /** What is assumed, where it differs, such as `calls`. @default - the priced unit */
  readonly counts?: string;
  /** How many assumed units one priced unit holds, such as 10,000 calls. @default 1 */
  readonly per?: number;
  /** Further factors, such as the number of gateways. @default none */
  readonly factors?: readonly Factor[];
  readonly pool?: string;
}

/** What every pricer needs: prices, assumptions, and who refers to whom. */
export class PricingContext {
  private readonly referrers = new Map<string, Map<Resource, Resource[]>>();

  constructor(
    readonly configuration: Configuration,
    readonly usage: Usage,
  ) {}

  quote(item: PriceItem, region: string): Quote {
    const found = price(item, region);
    if (found === undefined)
      return { known: false, reason: `no price for ${item} in ${region} (table of ${FACTS_AS_OF})` };
    return { known: true, ...found };
  }

  /** A line whose quantity the configuration decides. */
  line(resource: Resource, props: PricedProps): CostLine {
    const { price: priceItem, ...rest } = props;
    return costLine(resource, { ...rest, priceItem, quote: this.quote(priceItem, resource.region) });
  }

  /** A line whose quantity an assumption decides. */
  usageLine(resource: Resource, props: UsageProps): CostLine {
    const { usage, counts = props.unit, per = 1, factors = [], ...rest } = props;
    const { low, high } = this.usage.of(usage, resource);
    return this.line(resource, {
      ...rest,
      factors: [...factors, between(low, high, counts, per)],
      assumption: this.usage.text(usage, resource),
    });
  }

  /** A line for which no source is known at all: it is counted, and never zero. */
  unknownLine(
    resource: Resource,
    props: Omit<PricedProps, "price"> & { readonly priceItem: string; readonly reason: string },
  ): CostLine {
    const { reason, ...rest } = props;
    return costLine(resource, { ...rest, quote: { known: false, reason } });
  }

  /** A public IPv4 address, in use or idle, for part of the month or all of it. */
  publicIpv4(
    resource: Resource,
    addresses: Factor,
    props: { readonly assumption?: string; readonly pool?: string } = {},
  ): CostLine {
    return this.line(resource, {
      slot: "public-ipv4",
      item: "public IPv4 address",
      price: "public_ipv4.in_use",
      factors: [addresses, MONTH_HOURS],
      unit: "h",
      ...props,
    });
  }

  /** Traffic to the internet that this resource lets out. */
  dataOut(resource: Resource): CostLine {
    return this.usageLine(resource, {
      slot: "data-out",
      item: "data transfer to the internet",
      price: "data_transfer_out",
      usage: "dataOutGb",
      unit: "GB",
      pool: "data-transfer-out",
    });
  }

  /** Resources of a type that refer to `target` in the argument `key`. */
  referring(type: string, key: string, target: Resource): readonly Resource[] {
    const index = `${type}.${key}`;
    let byTarget = this.referrers.get(index);
    if (byTarget === undefined) {
      byTarget = new Map();
      for (const resource of this.configuration.ofType(type)) {
        for (const found of resource.view.targets(key)) {
          const referrers = byTarget.get(found);
          if (referrers === undefined) byTarget.set(found, [resource]);
          else referrers.push(resource);
        }
      }
      this.referrers.set(index, byTarget);
    }
    return byTarget.get(target) ?? [];
  }

  /** Elements of a list argument, or the assumed number of zones where they can't be counted. */
  zones(resource: Resource, count: number | undefined): { readonly factor: Range; readonly assumption?: string } {
    if (count !== undefined) return { factor: { low: count, high: count } };
    return { factor: this.usage.of("zones", resource), assumption: this.usage.text("zones", resource) };
  }
}
