/** The regions the tables know. Any other region has no known price. */
export const REGIONS = ["us-east-1", "eu-west-1", "eu-central-1", "eu-south-1"] as const;
export type Region = (typeof REGIONS)[number];

/**
 * How much a figure can be trusted.
 *
 * - `A`: primary AWS data, AWS API model, a copy of the AWS documentation, or agent source.
 * - `B`: secondary but corroborated, or divided out of a published real bill.
 * - `C`: one secondary source.
 * - `U`: no source.
 */
export type Confidence = "A" | "B" | "C" | "U";

/** USD per region; a region without a source is absent, never zero. */
export type RegionalPrice = Readonly<Partial<Record<Region, number>>>;

export function isRegion(name: string): name is Region {
  return REGIONS.some((region) => region === name);
}

/** A price per region, in the order of `REGIONS`. */
export function regional(virginia: number, ireland: number, frankfurt: number, milan: number): RegionalPrice {
  return { "us-east-1": virginia, "eu-west-1": ireland, "eu-central-1": frankfurt, "eu-south-1": milan };
}
