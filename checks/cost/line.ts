import type { Resource } from "./resource";

/** A figure that usage may move. Both ends are equal where nothing is left open. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** One line of the estimate: one thing AWS bills for one resource. */
export interface CostLine {
  /** Terraform address, such as `aws_autoscaling_group.fleet`. */
  readonly address: string;
  readonly type: string;
  /** Stack or file the resource is in. */
  readonly document: string;
  /** Construct path, when the input has one. */
  readonly path?: string;
  readonly region: string;
  /** Stable name of the line within its resource, such as `root-volume`; it survives a change of size. */
  readonly slot: string;
  /** What is billed, in words. */
  readonly item: string;
  /** Row of the price table, or `ec2.<type>`. */
  readonly priceItem: string;
  /** Billed units a month. */
  readonly quantity: Range;
  readonly unit: string;
  /** USD per unit, or null when no source is known. */
  readonly unitPrice: number | null;
  /** USD a month, or null when it can't be known: never zero in place of an unknown. */
  readonly low: number | null;
  readonly high: number | null;
  /** The multiplication, such as `1 x 730 h x 0.0114`. */
  readonly arithmetic: string;
  /** What had to be assumed, with the name of the assumption that changes it. */
  readonly assumption?: string;
  readonly source?: string;
  readonly confidence?: string;
  /** The day the price was read from its source. */
  readonly asOf?: string;
  /** Why `low` or `high` is null. */
  readonly unknown?: string;
  /** Allowance that may cover the line. */
  readonly pool?: string;
  /** Name of the allowance that covers an unpriced line whole, so that it costs nothing for certain. */
  readonly covered?: string;
}

/** A factor of the arithmetic: a number, or a range where usage decides. */
export interface Factor extends Range {
  /** Shown after the figure, such as `h`. */
  readonly unit?: string;
  /** Divides the figure, where AWS prices by the thousand or measures in another unit. @default 1 */
  readonly per?: number;
}

/** A price as the builder takes it: a figure with its source, or the reason why there is none. */
export type Quote =
  | {
      readonly known: true;
      readonly value: number;
      readonly confidence: string;
      readonly source: string;
      readonly asOf: string;
    }
  | { readonly known: false; readonly reason: string };

export interface LineProps {
  readonly slot: string;
  readonly item: string;
  readonly priceItem: string;
  readonly quote: Quote;
  readonly factors: readonly Factor[];
  readonly unit: string;
  readonly assumption?: string;
  readonly pool?: string;
  /** Why the lower end can't be priced although the upper one can, as for spot capacity. */
  readonly lowUnknown?: string;
}

/** A factor that is certain. */
export function times(value: number, unit?: string, per?: number): Factor {
  return between(value, value, unit, per);
}

/** A factor that usage or scaling decides. */
export function between(low: number, high: number, unit?: string, per?: number): Factor {
  return { low, high, ...(unit === undefined ? {} : { unit }), ...(per === undefined || per === 1 ? {} : { per }) };
}

/** A number of things, with the noun in the right number: `1 secret`, `2 secrets`. */
export function counted(value: number, noun: string): Factor {
  return times(value, value === 1 ? noun : `${noun}s`);
}

/** Multiplies the factors and the price. The instances of a counted resource are one more factor. */
export function costLine(resource: Resource, props: LineProps): CostLine {
  const copies = resource.instances ?? 1;
  const factors = copies === 1 ? props.factors : [times(copies), ...props.factors];
  const quantity = {
    low: factors.reduce((product, factor) => (product * factor.low) / (factor.per ?? 1), 1),
    high: factors.reduce((product, factor) => (product * factor.high) / (factor.per ?? 1), 1),
  };
  const { quote } = props;
  const unknown = quote.known ? props.lowUnknown : quote.reason;
  return {
    address: resource.address,
    type: resource.type,
    document: resource.document,
    ...(resource.path === undefined ? {} : { path: resource.path }),
    region: resource.region,
    slot: props.slot,
    item: props.item,
    priceItem: props.priceItem,
    quantity,
    unit: props.unit,
    unitPrice: quote.known ? quote.value : null,
    low: quote.known && props.lowUnknown === undefined ? toMicroUsd(quantity.low * quote.value) : null,
    high: quote.known ? toMicroUsd(quantity.high * quote.value) : null,
    arithmetic: arithmetic(factors, quote),
    ...(props.assumption === undefined ? {} : { assumption: props.assumption }),
    ...(quote.known ? { source: quote.source, confidence: quote.confidence, asOf: quote.asOf } : {}),
    ...(unknown === undefined ? {} : { unknown }),
    ...(props.pool === undefined ? {} : { pool: props.pool }),
  };
}

/**
 * Rounds to a millionth of a dollar. Sums of such figures, rounded again, do not depend on the order of addition,
 * which is what makes the estimate additive.
 */
export function toMicroUsd(usd: number): number {
  return Math.round(usd * 1e6) / 1e6;
}

/** A price as the table has it, without floating-point dust. */
export function exactNumber(value: number): string {
  return plain(Number(value.toPrecision(12)));
}

/** A quantity as people read it: at most six digits, or whole. */
export function shortNumber(value: number): string {
  const digits = Math.max(6, Math.round(Math.abs(value)).toString().length);
  return plain(Number(value.toPrecision(digits)));
}

/** Digits without an exponent or trailing zeros; `toLocaleString` does it too, and takes half of the estimate's time. */
function plain(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, "");
}

function arithmetic(factors: readonly Factor[], quote: Quote): string {
  const terms = factors.map((factor) => {
    const { low, high, unit, per } = factor;
    const figure = low === high ? shortNumber(low) : `(${shortNumber(low)} to ${shortNumber(high)})`;
    const named = unit === undefined ? figure : `${figure} ${unit}`;
    return per === undefined ? named : `${named} / ${shortNumber(per)}`;
  });
  return [...terms, quote.known ? exactNumber(quote.value) : "unknown price"].join(" x ");
}
