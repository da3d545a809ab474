import { INSTANCE_PRICES } from "./instance-prices";
import { type Confidence, isRegion } from "./price";
import table from "./prices.json";

/** Name of a row of the price table, such as `nat_gateway.hour`. */
export type PriceItem = keyof typeof table.prices;

/** One figure for one region, with everything needed to argue about it. */
export interface Price {
  /** USD for one `unit`, list price without tax. */
  readonly value: number;
  /** What the price buys, such as `hour` or `10k calls`. */
  readonly unit: string;
  readonly confidence: Confidence;
  readonly source: string;
  /** The day the figure was read from its source (`YYYY-MM-DD`); the day of compilation where the source has no day. */
  readonly asOf: string;
}

interface Row {
  readonly unit: string;
  readonly usd: Readonly<Record<string, number | null>>;
  readonly confidence: string;
  readonly source: string;
}

/** The day the tables were compiled. Every price is older than this; its source says by how much. */
export const FACTS_AS_OF: string = table.as_of;

/** The day the AWS price list copy behind the A-grade figures was fetched. */
export const PRICE_LIST_DATE: string = table.price_list_date;

/** AWS bills an hour at a time and calls 730 of them a month: 365 x 24 / 12. */
export const HOURS_PER_MONTH: number = table.hours_per_month;

const ROWS: Readonly<Record<PriceItem, Row>> = table.prices;

/** Rows whose figures are not equally good in every region; the table explains it in the source. */
const CONFIDENCE_BY_REGION: Partial<Record<PriceItem, Readonly<Record<string, Confidence>>>> = {
  "ebs.gp3.storage": { "us-east-1": "B", "eu-west-1": "C", "eu-central-1": "B", "eu-south-1": "C" },
  "rds.db.t4g.micro.single_az": { "us-east-1": "B", "eu-west-1": "C", "eu-central-1": "B" },
  "rds.gp3": { "us-east-1": "B", "eu-west-1": "C", "eu-central-1": "B" },
  "alb.hour": { "us-east-1": "B", "eu-west-1": "B", "eu-central-1": "B" },
  data_transfer_out: { "us-east-1": "B", "eu-west-1": "C", "eu-central-1": "C" },
};

const GRADES: readonly Confidence[] = ["A", "B", "C", "U"];

/**
 * The price of an item in a region, or undefined when no source was found for it.
 *
 * Undefined is not zero: whoever asks must show it as unknown.
 */
export function price(item: PriceItem, region: string): Price | undefined {
  const row = ROWS[item];
  const value = Object.hasOwn(row.usd, region) ? row.usd[region] : undefined;
  if (value === undefined || value === null) {
    return undefined;
  }
  const confidence = CONFIDENCE_BY_REGION[item]?.[region] ?? GRADES.find((grade) => grade === row.confidence) ?? "U";
  return { value, unit: row.unit, confidence, source: row.source, asOf: dayOf(row.source) };
}

/** What a row is priced by, whether or not a region has a figure. */
export function priceUnit(item: PriceItem): string {
  return ROWS[item].unit;
}

/** USD per hour of an instance; undefined, never zero, where no source was found or the region does not offer it. */
export function instanceHourUsd(type: string, region: string): number | undefined {
  const prices = isPriced(type) ? INSTANCE_PRICES[type] : undefined;
  return prices === undefined || !isRegion(region) ? undefined : prices[region];
}

/** USD per month of 730 hours of an instance that never stops. */
export function instanceMonthUsd(type: string, region: string): number | undefined {
  const hour = instanceHourUsd(type, region);
  return hour === undefined ? undefined : hour * HOURS_PER_MONTH;
}

function isPriced(type: string): type is keyof typeof INSTANCE_PRICES {
  return Object.hasOwn(INSTANCE_PRICES, type);
}

/** The price list copy names the day it was fetched; other sources are dated by the compilation. */
function dayOf(source: string): string {
  return /fetched (\d{4}-\d{2}-\d{2})/.exec(source)?.[1] ?? FACTS_AS_OF;
}
