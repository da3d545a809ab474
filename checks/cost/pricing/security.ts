import { counted, times } from "../line";
import type { Pricer } from "./pricing-context";

const TEN_THOUSAND = 10_000;

/** A secret and each replica of it, and the calls that read it. */
export const priceSecret: Pricer = (resource, context) => [
  context.line(resource, {
    slot: "secret",
    item: "Secrets Manager secret",
    price: "secretsmanager.secret",
    factors: [counted(1 + resource.view.blocks("replica").length, "secret")],
    unit: "secret-month",
  }),
  context.usageLine(resource, {
    slot: "calls",
    item: "Secrets Manager calls",
    price: "secretsmanager.api",
    usage: "secretCalls",
    counts: "calls",
    per: TEN_THOUSAND,
    unit: "10k calls",
  }),
];

/** A customer managed key and its requests. The 20,000 free requests have no source, so they are not counted on. */
export const priceKey: Pricer = (resource, context) => [
  context.line(resource, {
    slot: "key",
    item: "KMS key",
    price: "kms.key",
    factors: [times(1, "key")],
    unit: "key-month",
  }),
  context.usageLine(resource, {
    slot: "requests",
    item: "KMS requests",
    price: "kms.requests",
    usage: "kmsRequests",
    counts: "requests",
    per: TEN_THOUSAND,
    unit: "10k requests",
  }),
];

/** A parameter: standard ones are free, advanced ones have no regional figure in the table. */
export const priceParameter: Pricer = (resource, context) => {
  const tier = resource.view.text("tier") ?? "Standard";
  if (tier === "Standard") return { free: "standard parameters have no charge" };
  return [
    context.unknownLine(resource, {
      slot: "parameter",
      item: `SSM ${tier} parameter`,
      priceItem: "ssm.parameter.advanced",
      factors: [times(1, "parameter")],
      unit: "parameter-month",
      reason: `no regional price for ${tier} parameters in the table`,
    }),
  ];
};
