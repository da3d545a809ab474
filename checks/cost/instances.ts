import { instanceType } from "../../constructs/rules/instance-types";
import { FACTS_AS_OF, instanceHourUsd, PRICE_LIST_DATE } from "../facts/prices";
import type { Quote } from "./line";

/** Where the on-demand prices come from. */
const PRICE_LIST =
  "AWS public price list as committed in github.com/lamngockhuong/aws-price, commit 508fb45 (fetched 2025-11-04)";
/** The two flex types are younger than the price list copy. */
const KARPENTER = "aws/karpenter-provider-aws zz_generated.pricing_aws.go, generated 2026-07-20";
const FLEX = /^[a-z]\d+i-flex\./;

/** The hourly on-demand price of an instance type. */
export function instanceQuote(type: string | undefined, region: string): Quote {
  if (type === undefined) return { known: false, reason: "the instance type can't be seen in the input" };
  const value = instanceHourUsd(type, region);
  if (value === undefined)
    return { known: false, reason: `no price for ${type} in ${region} (table of ${FACTS_AS_OF})` };
  return FLEX.test(type)
    ? { known: true, value, confidence: "A", source: KARPENTER, asOf: "2026-07-20" }
    : { known: true, value, confidence: "A", source: PRICE_LIST, asOf: PRICE_LIST_DATE };
}

/** vCPUs of a type, or undefined when the project's table does not have it. */
export function instanceVcpu(type: string): number | undefined {
  return instanceType(type)?.vcpu;
}
