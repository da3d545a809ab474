import { instanceType } from "../../constructs/rules/instance-types";
import { CREDIT_PLAN } from "../facts/free-tier";
import type { Totals } from "./estimate";
import type { CostLine, Range } from "./line";

/** How long the credits of an account created since 2025-07-15 pay the bill. */
export interface CreditRunway {
  /** USD at sign-up alone, and with every activity done. */
  readonly creditsUsd: Range;
  /**
   * Months until the credits are used up or expire: low with the sign-up credits at the high estimate, high with all
   * credits at the low estimate. Never above twelve.
   */
  readonly months: Range;
  /** Months the Free plan lasts: six, or until the credits are used up. */
  readonly freePlanMonths: Range;
  /** Instance types in the configuration that the Free plan does not launch. */
  readonly ineligibleTypes: readonly string[];
  readonly notes: readonly string[];
}

/** Divides the credits by the monthly bill, allowances already taken off. */
export function creditRunway(lines: readonly CostLine[], total: Totals): CreditRunway {
  const all = CREDIT_PLAN.signUpUsd + CREDIT_PLAN.earnableUsd;
  const creditsUsd = { low: CREDIT_PLAN.signUpUsd, high: all };
  const months = {
    low: monthsOf(creditsUsd.low, total.high, CREDIT_PLAN.creditsExpireMonths),
    high: monthsOf(creditsUsd.high, total.low, CREDIT_PLAN.creditsExpireMonths),
  };
  const freePlanMonths = {
    low: Math.min(months.low, CREDIT_PLAN.freePlanMonths),
    high: Math.min(months.high, CREDIT_PLAN.freePlanMonths),
  };
  const ineligibleTypes = instanceTypesOf(lines).filter((type) => instanceType(type)?.freePlan !== true);
  return { creditsUsd, months, freePlanMonths, ineligibleTypes, notes: notes(ineligibleTypes, total) };
}

function monthsOf(credits: number, monthly: number, limit: number): number {
  // whole tenths, rounded down: a promise about money should not be rounded up
  return monthly <= 0 ? limit : Math.min(limit, Math.floor((credits / monthly) * 10) / 10);
}

/** Instance types that the estimate prices, each once. */
export function instanceTypesOf(lines: readonly CostLine[]): string[] {
  const types = lines
    .filter((line) => line.priceItem.startsWith("ec2."))
    .flatMap((line) => line.priceItem.slice(4).split("|"));
  return [...new Set(types)].filter((type) => type !== "");
}

function notes(ineligible: readonly string[], total: Totals): string[] {
  const { signUpUsd, activities, usdPerActivity, freePlanMonths, upgradeGraceDays, creditsExpireMonths } = CREDIT_PLAN;
  return [
    `${signUpUsd} USD at sign-up, and ${usdPerActivity} USD for each of ${activities} activities`,
    `the Free plan ends after ${freePlanMonths} months or with the credits; the account then closes unless it is upgraded within ${upgradeGraceDays} days`,
    `on the Paid plan the credits pay until they are used up, at most ${creditsExpireMonths} months after sign-up`,
    "joining AWS Organizations or Control Tower upgrades to the Paid plan and forfeits the credits",
    "there are no free hours on this plan: usage draws credits at list price, public IPv4 addresses included",
    ...ineligible.map((type) => `${type} can't be launched on the Free plan`),
    ...(total.unknown === 0 ? [] : [unknownNote(total.unknown)]),
  ];
}

function unknownNote(unknown: number): string {
  const prices = unknown === 1 ? "1 unknown price draws" : `${unknown} unknown prices draw`;
  return `${prices} credits too, so the real time is shorter`;
}
