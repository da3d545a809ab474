import { type FreeTierMode, LEGACY_FREE_TIER, T4G_SMALL_TRIAL } from "../facts/free-tier";
import { FACTS_AS_OF, PRICE_LIST_DATE } from "../facts/prices";
import { allowancesFor, applyAllowances, type Deduction } from "./allowances";
import { Configuration } from "./configuration";
import { type CreditRunway, creditRunway, instanceTypesOf } from "./credits";
import { freeReason } from "./free-resources";
import { type CostLine, toMicroUsd } from "./line";
import { PRICERS } from "./pricing";
import { PricingContext } from "./pricing/pricing-context";
import type { Resource } from "./resource";
import type { TerraformDocument } from "./terraform-document";
import { Usage, type UsageOverride } from "./usage";

export interface EstimateOptions {
  /** Takes the place of the region of the default `aws` provider. @default - the provider's own */
  readonly region?: string;
  /** @default "none" */
  readonly freeTier?: FreeTierMode;
  /** Better figures than the assumptions. @default - DEFAULT_USAGE */
  readonly usage?: UsageOverride;
}

/** USD a month, and how many prices are missing from it. */
export interface Totals {
  readonly low: number;
  readonly high: number;
  /** Lines and resources without a price. With one or more, the real bill is higher than the figures. */
  readonly unknown: number;
}

/** A resource and a sentence about it. */
export interface ResourceNote {
  readonly address: string;
  readonly type: string;
  readonly document: string;
  readonly path?: string;
  readonly reason: string;
}

/** What a configuration costs a month. */
export interface Estimate {
  readonly regions: readonly string[];
  /** The day the price table was compiled, and the day of the price list copy behind most of it. */
  readonly asOf: string;
  readonly priceListDate: string;
  readonly freeTier: FreeTierMode;
  readonly lines: readonly CostLine[];
  /** Resources without a charge of their own, each with the reason. */
  readonly free: readonly ResourceNote[];
  /** Resources that nobody has a price for: not zero, not counted. */
  readonly unpriced: readonly ResourceNote[];
  /** Before any allowance. This is the figure that is additive. */
  readonly gross: Totals;
  readonly deductions: readonly Deduction[];
  /** The bill: gross minus deductions. Credits are not taken off, they run out. */
  readonly total: Totals;
  /** What else to know about the free tier, such as an offer that is not taken off. */
  readonly notes: readonly string[];
  /** In mode `credits`: how long the credits pay the bill. */
  readonly credits?: CreditRunway;
}

/**
 * The monthly cost of everything in the documents, from Terraform JSON alone.
 *
 * Low and high differ where usage or scaling decides. What has no price is listed and counted, never zero. Allowances
 * assume that nothing else runs in the account.
 *
 * @throws CostInputError when a document has no region, or an assumption is no figure
 */
export function estimateCost(documents: readonly TerraformDocument[], options: EstimateOptions = {}): Estimate {
  const configuration = new Configuration(documents, options.region);
  const context = new PricingContext(configuration, new Usage(options.usage));
  const priced = configuration.resources.map((resource) => priceResource(resource, context));
  const lines = priced.flatMap((entry) => entry.lines);
  const unpriced = [...priced.flatMap((entry) => entry.unpriced), ...documents.flatMap(unexpandedModules)];
  const freeTier = options.freeTier ?? "none";
  const { deductions, covered } = applyAllowances(lines, allowancesFor(freeTier));
  const gross = totals(lines, unpriced.length);
  const total = {
    low: toMicroUsd(gross.low - sum(deductions.map((deduction) => deduction.low))),
    high: toMicroUsd(gross.high - sum(deductions.map((deduction) => deduction.high))),
    unknown: gross.unknown - covered.size,
  };
  return {
    regions: [...new Set(configuration.resources.map((resource) => resource.region))].filter(Boolean).sort(),
    asOf: FACTS_AS_OF,
    priceListDate: PRICE_LIST_DATE,
    freeTier,
    lines: lines.map((line) => withCover(line, covered.get(line))),
    free: priced.flatMap((entry) => entry.free),
    unpriced,
    gross,
    deductions,
    total,
    notes: freeTierNotes(freeTier, lines),
    ...(freeTier === "credits" ? { credits: creditRunway(lines, total) } : {}),
  };
}

function freeTierNotes(mode: FreeTierMode, lines: readonly CostLine[]): string[] {
  const { hoursPerMonth, until } = T4G_SMALL_TRIAL;
  const trial = `t4g.small: ${hoursPerMonth} hours a month are on trial for everyone until ${until}; not taken off here`;
  const legacy = `legacy: no account has had these hours since ${LEGACY_FREE_TIER.lastDay}; for history and tests only`;
  return [...(instanceTypesOf(lines).includes("t4g.small") ? [trial] : []), ...(mode === "legacy" ? [legacy] : [])];
}

/** Sums of the lines before allowances. */
export function totals(lines: readonly CostLine[], unpriced: number): Totals {
  return {
    low: sum(lines.map((line) => line.low ?? 0)),
    high: sum(lines.map((line) => line.high ?? 0)),
    unknown: lines.filter((line) => line.unknown !== undefined).length + unpriced,
  };
}

interface PricedResource {
  readonly lines: readonly CostLine[];
  readonly free: readonly ResourceNote[];
  readonly unpriced: readonly ResourceNote[];
}

function priceResource(resource: Resource, context: PricingContext): PricedResource {
  const none = { lines: [], free: [], unpriced: [] };
  const free = freeReason(resource.type);
  if (free !== undefined) return { ...none, free: [note(resource, free)] };
  if (resource.instances === undefined) {
    const reason = "count or for_each is known to Terraform only; estimate the plan (terraform show -json) instead";
    return { ...none, unpriced: [note(resource, reason)] };
  }
  if (resource.instances === 0) return { ...none, free: [note(resource, "its count is 0")] };
  const pricer = Object.hasOwn(PRICERS, resource.type) ? PRICERS[resource.type] : undefined;
  if (pricer === undefined) {
    return { ...none, unpriced: [note(resource, "not in the price table, and not on the list of free types")] };
  }
  const priced = pricer(resource, context);
  const hidden = resource.view.has("dynamic")
    ? [note(resource, "its dynamic blocks are not counted; estimate the plan (terraform show -json) instead")]
    : [];
  return "free" in priced
    ? { ...none, free: [note(resource, priced.free)], unpriced: hidden }
    : { ...none, lines: priced, unpriced: hidden };
}

function withCover(line: CostLine, allowance: string | undefined): CostLine {
  return allowance === undefined ? line : { ...line, covered: allowance };
}

function note(resource: Resource, reason: string): ResourceNote {
  const { address, type, document, path } = resource;
  return { address, type, document, ...(path === undefined ? {} : { path }), reason };
}

function unexpandedModules(document: TerraformDocument): ResourceNote[] {
  return document.unexpanded.map((address) => ({
    address,
    type: "module",
    document: document.name,
    reason: "modules are expanded by Terraform only; estimate the plan (terraform show -json) instead",
  }));
}

function sum(figures: readonly number[]): number {
  return toMicroUsd(figures.reduce((total, figure) => total + figure, 0));
}
