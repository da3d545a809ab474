import type { InstanceTypeName } from "../../constructs/rules/instance-types";
import { type RegionalPrice, regional } from "./price";

/**
 * On-demand Linux instances, shared tenancy, USD per hour, list price without tax.
 *
 * Confidence A: AWS public price list as committed in github.com/lamngockhuong/aws-price, lib/data/pricing, commit
 * 508fb45, fetched 2025-11-04. The us-east-1 column equals aws/karpenter-provider-aws zz_generated.pricing_aws.go of
 * 2026-07-20, which is also the only source of the two flex types. eu-central-1 t4g.small was confirmed 2026-08-26 (B);
 * the other EU figures are a year old and not confirmed since.
 *
 * A missing region means that the region does not offer the type, or (flex types in eu-west-1 and eu-central-1) that no
 * source was found. Never zero.
 */
export const INSTANCE_PRICES: Readonly<Record<InstanceTypeName, RegionalPrice>> = {
  "t2.micro": { "us-east-1": 0.0116, "eu-west-1": 0.0126, "eu-central-1": 0.0134 },
  "t3.nano": regional(0.0052, 0.0057, 0.006, 0.006),
  "t3.micro": regional(0.0104, 0.0114, 0.012, 0.012),
  "t3.small": regional(0.0208, 0.0228, 0.024, 0.024),
  "t3.medium": regional(0.0416, 0.0456, 0.048, 0.0479),
  "t3.large": regional(0.0832, 0.0912, 0.096, 0.0958),
  "t3a.nano": regional(0.0047, 0.0051, 0.0054, 0.0054),
  "t3a.micro": regional(0.0094, 0.0102, 0.0108, 0.0108),
  "t3a.small": regional(0.0188, 0.0204, 0.0216, 0.0216),
  "t3a.medium": regional(0.0376, 0.0408, 0.0432, 0.0431),
  "t3a.large": regional(0.0752, 0.0816, 0.0864, 0.0862),
  "t4g.nano": regional(0.0042, 0.0046, 0.0048, 0.0048),
  "t4g.micro": regional(0.0084, 0.0092, 0.0096, 0.0096),
  "t4g.small": regional(0.0168, 0.0184, 0.0192, 0.0192),
  "t4g.medium": regional(0.0336, 0.0368, 0.0384, 0.0384),
  "t4g.large": regional(0.0672, 0.0736, 0.0768, 0.0768),
  "m7g.medium": { "us-east-1": 0.0408, "eu-west-1": 0.0455, "eu-central-1": 0.0489 },
  "m7g.large": { "us-east-1": 0.0816, "eu-west-1": 0.091, "eu-central-1": 0.0978 },
  "m7i.large": regional(0.1008, 0.11235, 0.12075, 0.1176),
  "m7i-flex.large": { "us-east-1": 0.09576 },
  "c7g.medium": regional(0.0363, 0.0388, 0.0412, 0.0428),
  "c7g.large": regional(0.0725, 0.0775, 0.0825, 0.0856),
  "c7i-flex.large": { "us-east-1": 0.08479 },
};
