import type { Confidence } from "./price";

/**
 * What AWS gives away, as of 2026-11-20.
 *
 * - `none`: nothing but the always-free allowances, which every mode has.
 * - `credits`: an account created since 2025-07-15; usage draws credits at list price, there are no free hours.
 * - `legacy`: an account created before 2025-07-15, within its first 12 months. No account can be in this mode after
 *   2026-07-14; it stays for history and tests.
 */
export type FreeTierMode = "none" | "credits" | "legacy";

/** Accounts created on this day or later are on the credit plan. */
export const FREE_TIER_CUTOVER = "2025-07-15";

interface Allowances {
  readonly confidence: Confidence;
  readonly source: string;
}

/** Per month, over by the calendar month, for twelve months. */
export const LEGACY_FREE_TIER = {
  ec2Hours: 750,
  /** t3.micro where the region has no t2. */
  ec2Types: ["t2.micro", "t3.micro"],
  ebsGb: 30,
  /** Addresses used with EC2 only: never those of load balancers or databases. */
  publicIpv4Hours: 750,
  albHours: 750,
  albLcu: 15,
  rdsHours: 750,
  rdsStorageGb: 20,
  s3Gb: 5,
  efsGb: 5,
  ecrPrivateMb: 500,
  lastDay: "2026-07-14",
  // EC2 types, duration and IPv4 are A, the other limits B
  confidence: "B",
  source:
    "EC2 User Guide, Free Tier benefits before and after July 15, 2025 (A); repost.aws ARknH_OR0cTvqoTfJrVGaB8A (A); c3x.dev 2026",
} as const satisfies Allowances & Record<string, unknown>;

export const CREDIT_PLAN = {
  signUpUsd: 100,
  /** Five activities (an instance, the Bedrock playground, Budgets, a Lambda web app, RDS) of 20 USD each. */
  earnableUsd: 100,
  activities: 5,
  usdPerActivity: 20,
  freePlanMonths: 6,
  upgradeGraceDays: 90,
  creditsExpireMonths: 12,
  /** Joining AWS Organizations or Control Tower upgrades the account and forfeits the credits. */
  confidence: "B",
  source: "EC2 User Guide (A); aws.amazon.com/free/terms and billing docs free-tier-plans as quoted 2026-09-25 (B)",
} as const satisfies Allowances & Record<string, unknown>;

/** Every month, in every mode. */
export const ALWAYS_FREE = {
  dataTransferOutGb: 100,
  cloudwatchAlarms: 10,
  cloudwatchCustomMetrics: 10,
  cloudwatchLogsGb: 5,
  cloudwatchDashboards: 3,
  schedulerInvocations: 14_000_000,
  sqsRequests: 1_000_000,
  snsPublishes: 1_000_000,
  snsEmails: 1000,
  dynamodbGb: 25,
  workflowTransitions: 4000,
  confidence: "B",
  source:
    "aws.amazon.com/cloudwatch/pricing copy; cloudburn.io 2026-03-13; price list tier for SNS; gist 2026; aws.amazon.com/step-functions/pricing copy",
} as const satisfies Allowances & Record<string, unknown>;

/** 20,000 KMS requests a month are said to be free; no source was found, so no estimate may count on it. */
export const KMS_FREE_REQUESTS_UNVERIFIED = 20_000;

/** 750 hours of t4g.small a month for everyone, until the end of 2026; nothing is known about 2027. */
export const T4G_SMALL_TRIAL = {
  hoursPerMonth: 750,
  until: "2026-12-31",
  confidence: "B",
  source: "https://dev.classmethod.jp/articles/ec2-t4g-small-free-tier-2026",
} as const satisfies Allowances & Record<string, unknown>;
