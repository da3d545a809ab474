import { ALWAYS_FREE, type FreeTierMode, LEGACY_FREE_TIER } from "../facts/free-tier";
import { type CostLine, shortNumber, toMicroUsd } from "./line";

/** A monthly amount that AWS does not bill, shared by all lines of its pool. */
export interface Allowance {
  readonly pool: string;
  readonly name: string;
  /** In the priced unit of the pool's lines, such as millions of requests. */
  readonly amount: number;
  readonly unit: string;
}

/** What an allowance takes off one line. */
export interface LineDeduction {
  readonly document: string;
  readonly address: string;
  readonly slot: string;
  readonly low: number;
  readonly high: number;
}

/** What an allowance takes off the bill, in USD a month. */
export interface Deduction {
  readonly name: string;
  readonly pool: string;
  readonly low: number;
  readonly high: number;
  /** What was used of the allowance, such as `2.1 to 3.3 of 5 GB`. */
  readonly used: string;
  readonly lines: readonly LineDeduction[];
}

const MILLION = 1_000_000;
const SNS_EMAIL_UNIT = 100_000;

const ALWAYS: readonly Allowance[] = [
  {
    pool: "data-transfer-out",
    name: "always free: data transfer out",
    amount: ALWAYS_FREE.dataTransferOutGb,
    unit: "GB",
  },
  { pool: "alarms", name: "always free: alarms", amount: ALWAYS_FREE.cloudwatchAlarms, unit: "alarm metrics" },
  {
    pool: "custom-metrics",
    name: "always free: custom metrics",
    amount: ALWAYS_FREE.cloudwatchCustomMetrics,
    unit: "metrics",
  },
  { pool: "dashboards", name: "always free: dashboards", amount: ALWAYS_FREE.cloudwatchDashboards, unit: "dashboards" },
  { pool: "logs-gb", name: "always free: logs", amount: ALWAYS_FREE.cloudwatchLogsGb, unit: "GB" },
  {
    pool: "scheduler-invocations",
    name: "always free: schedules",
    amount: ALWAYS_FREE.schedulerInvocations / MILLION,
    unit: "million invocations",
  },
  {
    pool: "sqs-requests",
    name: "always free: queues",
    amount: ALWAYS_FREE.sqsRequests / MILLION,
    unit: "million requests",
  },
  {
    pool: "sns-publishes",
    name: "always free: publishes",
    amount: ALWAYS_FREE.snsPublishes / MILLION,
    unit: "million publishes",
  },
  {
    pool: "sns-emails",
    name: "always free: SNS emails",
    amount: ALWAYS_FREE.snsEmails / SNS_EMAIL_UNIT,
    unit: "hundred thousand emails",
  },
  {
    pool: "workflow-transitions",
    name: "always free: Step Functions",
    amount: ALWAYS_FREE.workflowTransitions / 1000,
    unit: "thousand transitions",
  },
  { pool: "dynamodb", name: "always free: DynamoDB storage", amount: ALWAYS_FREE.dynamodbGb, unit: "GB" },
];

const LEGACY: readonly Allowance[] = [
  { pool: "ec2-micro", name: "legacy: EC2 micro hours", amount: LEGACY_FREE_TIER.ec2Hours, unit: "h" },
  { pool: "ebs", name: "legacy: EBS", amount: LEGACY_FREE_TIER.ebsGb, unit: "GB" },
  {
    pool: "public-ipv4-ec2",
    name: "legacy: public IPv4 with EC2",
    amount: LEGACY_FREE_TIER.publicIpv4Hours,
    unit: "h",
  },
  { pool: "alb-hours", name: "legacy: ALB hours", amount: LEGACY_FREE_TIER.albHours, unit: "h" },
  { pool: "alb-lcu", name: "legacy: ALB capacity units", amount: LEGACY_FREE_TIER.albLcu, unit: "LCU hours" },
  { pool: "rds-hours", name: "legacy: RDS hours", amount: LEGACY_FREE_TIER.rdsHours, unit: "h" },
  { pool: "rds-gb", name: "legacy: RDS storage", amount: LEGACY_FREE_TIER.rdsStorageGb, unit: "GB" },
  { pool: "s3", name: "legacy: S3 storage", amount: LEGACY_FREE_TIER.s3Gb, unit: "GB" },
  { pool: "efs", name: "legacy: EFS storage", amount: LEGACY_FREE_TIER.efsGb, unit: "GB" },
  { pool: "ecr", name: "legacy: ECR storage", amount: LEGACY_FREE_TIER.ecrPrivateMb / 1000, unit: "GB" },
];

/** Allowances of a mode. Credits are no allowance: they pay a bill, and run out. */
export function allowancesFor(mode: FreeTierMode): readonly Allowance[] {
  return mode === "legacy" ? [...ALWAYS, ...LEGACY] : ALWAYS;
}

/**
 * Takes the allowances off, line by line in the order given.
 *
 * A line without a price that fits into its allowance even at its high end costs nothing for certain, and is returned
 * in `covered` with the allowance's name; one that doesn't stays unknown.
 */
export function applyAllowances(
  lines: readonly CostLine[],
  allowances: readonly Allowance[],
): { readonly deductions: readonly Deduction[]; readonly covered: ReadonlyMap<CostLine, string> } {
  const covered = new Map<CostLine, string>();
  const deductions = allowances.flatMap((allowance) => {
    const pooled = lines.filter((line) => line.pool === allowance.pool);
    return pooled.length === 0 ? [] : [deduct(allowance, pooled, covered)];
  });
  return { deductions, covered };
}

function deduct(allowance: Allowance, lines: readonly CostLine[], covered: Map<CostLine, string>): Deduction {
  const left = { low: allowance.amount, high: allowance.amount };
  const parts = lines.map((line): LineDeduction => {
    const taken = { low: Math.min(left.low, line.quantity.low), high: Math.min(left.high, line.quantity.high) };
    left.low -= taken.low;
    left.high -= taken.high;
    if (line.unknown !== undefined && taken.high === line.quantity.high) covered.set(line, allowance.name);
    return {
      document: line.document,
      address: line.address,
      slot: line.slot,
      low: worth(line, taken.low, line.quantity.low, line.low),
      high: worth(line, taken.high, line.quantity.high, line.high),
    };
  });
  const used = { low: allowance.amount - left.low, high: allowance.amount - left.high };
  const range =
    used.low === used.high ? shortNumber(used.low) : `${shortNumber(used.low)} to ${shortNumber(used.high)}`;
  return {
    name: allowance.name,
    pool: allowance.pool,
    low: toMicroUsd(parts.reduce((sum, part) => sum + part.low, 0)),
    high: toMicroUsd(parts.reduce((sum, part) => sum + part.high, 0)),
    used: `${range} of ${shortNumber(allowance.amount)} ${allowance.unit}`,
    lines: parts,
  };
}

/** USD that the taken part of a line would have cost; a line that is covered whole is taken off to the millionth. */
function worth(line: CostLine, taken: number, quantity: number, usd: number | null): number {
  if (usd === null || line.unitPrice === null) return 0;
  return taken === quantity ? usd : toMicroUsd(taken * line.unitPrice);
}
