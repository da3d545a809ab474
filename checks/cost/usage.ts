import { CostInputError } from "./input-error";
import type { Range } from "./line";

/** A figure that no file contains: how much a running system will be used. */
export interface Assumption extends Range {
  /** What one unit is, per what. */
  readonly unit: string;
  /** Why this range, for a small company's system. */
  readonly why: string;
}

/** Every assumption of the estimate, by name. None of them is a measured figure: override what you know better. */
export const DEFAULT_USAGE = {
  logIngestGb: { low: 0.1, high: 1, unit: "GB a month per log group", why: "a few hundred bytes per request or run" },
  logStoredFraction: { low: 0.15, high: 1, unit: "of ingested bytes kept", why: "AWS compresses; 1 is without" },
  logRetentionMonths: { low: 1, high: 12, unit: "months kept without a retention", why: "the bill after a year" },
  metricFilterMetrics: { low: 0, high: 1, unit: "metrics per filter", why: "a metric is billed when it gets data" },
  detailedMonitoringMetrics: { low: 7, high: 7, unit: "metrics per instance", why: "EC2's own set, not in the table" },
  clusterInsightsMetrics: { low: 8, high: 20, unit: "metrics per cluster", why: "count not documented, unverified" },
  serviceInsightsMetrics: { low: 8, high: 30, unit: "metrics per service", why: "count not documented, unverified" },
  insightsLogGb: { low: 0.05, high: 1, unit: "GB a month per cluster", why: "performance events, unverified" },
  secretCalls: { low: 100, high: 1000, unit: "calls a month per secret", why: "one per task start" },
  kmsRequests: { low: 100, high: 10_000, unit: "requests a month per key", why: "one per decrypt that is not cached" },
  s3StorageGb: { low: 0.1, high: 1, unit: "GB per bucket", why: "Terraform state and small objects" },
  s3Puts: { low: 100, high: 1000, unit: "requests a month per bucket", why: "one per write or listing" },
  s3Gets: { low: 1000, high: 10_000, unit: "requests a month per bucket", why: "one per read" },
  ecrStorageGb: { low: 0.2, high: 2, unit: "GB per repository", why: "ten images that share their base layers" },
  efsStorageGb: { low: 1, high: 10, unit: "GB per file system", why: "uploads of a small system" },
  efsReadGb: { low: 1, high: 20, unit: "GB read a month per file system", why: "each byte read twice" },
  efsWriteGb: { low: 1, high: 10, unit: "GB written a month per file system", why: "each byte written once" },
  dynamodbStorageGb: { low: 0.1, high: 5, unit: "GB per table", why: "records, not documents" },
  dynamodbWrites: { low: 10_000, high: 1_000_000, unit: "write units a month per table", why: "up to 23 a minute" },
  dynamodbReads: { low: 10_000, high: 5_000_000, unit: "read units a month per table", why: "five reads per write" },
  sqsRequests: { low: 0, high: 300_000, unit: "requests a month per queue", why: "long polling by two workers" },
  snsPublishes: { low: 0, high: 10_000, unit: "publishes a month per topic", why: "alarms and events" },
  snsEmails: { low: 0, high: 500, unit: "emails a month per subscription", why: "alarms" },
  sesEmails: { low: 0, high: 3000, unit: "emails a month per identity", why: "a daily mail to a hundred people" },
  dnsQueries: { low: 10_000, high: 1_000_000, unit: "queries a month per zone", why: "resolvers cache" },
  albLcu: { low: 0, high: 1, unit: "LCU on average", why: "25 new connections a second, or 1 GB an hour" },
  nlbLcu: { low: 0, high: 1, unit: "NLCU on average", why: "1 GB an hour" },
  natGb: { low: 1, high: 50, unit: "GB a month per NAT gateway", why: "image pulls and outside calls" },
  endpointGb: { low: 1, high: 20, unit: "GB a month per interface endpoint", why: "image pulls, logs" },
  dataOutGb: { low: 1, high: 50, unit: "GB a month to the internet per way out", why: "pages and API answers" },
  zones: { low: 2, high: 3, unit: "zones where the subnets can't be counted", why: "two are the least for a balancer" },
  rootVolumeGb: { low: 30, high: 30, unit: "GB root volume when none is declared", why: "size of the ECS image" },
  taskMinutes: {
    low: 1,
    high: 10,
    unit: "minutes per run without a declared maximum",
    why: "one minute is the least billed",
  },
  eventTaskRuns: { low: 0, high: 1000, unit: "runs a month per event rule", why: "one for each object that arrives" },
  workflowTransitions: {
    low: 0,
    high: 100,
    unit: "transitions a month per state machine",
    why: "one for each changed secret",
  },
  cloudMapResources: { low: 0, high: 2, unit: "registered instances per service", why: "one per running task" },
} as const satisfies Record<string, Assumption>;

export type UsageKey = keyof typeof DEFAULT_USAGE;

/** Better figures, by assumption. A single number stands for both ends. */
export type UsageFigures = Partial<Record<UsageKey, number | Range>>;

/** What the caller knows better: for everything, or for one resource by address or construct path. */
export interface UsageOverride extends UsageFigures {
  /** Address, or construct path (whole or leading part), to the figures that hold there only. */
  readonly byResource?: Readonly<Record<string, UsageFigures>>;
}

/** The assumptions in force. */
export class Usage {
  constructor(private readonly override: UsageOverride = {}) {
    const { byResource = {}, ...all } = override;
    checkFigures("usage", all);
    checkObject("usage.byResource", byResource);
    for (const [place, figures] of Object.entries(byResource)) checkFigures(`usage.byResource.${place}`, figures);
  }

  /** The range for a resource: its own figure, else the caller's, else the default. */
  of(key: UsageKey, resource?: { readonly address: string; readonly path?: string }): Range {
    const own = resource === undefined ? undefined : this.ownFigures(resource)[key];
    return toRange(own ?? this.override[key] ?? DEFAULT_USAGE[key]);
  }

  /** What was assumed, in words, naming the assumption. */
  text(key: UsageKey, resource?: { readonly address: string; readonly path?: string }): string {
    const { low, high } = this.of(key, resource);
    return `${key}: ${low === high ? low : `${low} to ${high}`} ${DEFAULT_USAGE[key].unit}`;
  }

  private ownFigures(resource: { readonly address: string; readonly path?: string }): UsageFigures {
    const places = Object.entries(this.override.byResource ?? {})
      .filter(([place]) => place === resource.address || isWithin(resource.path, place))
      // the most exact place speaks last
      .sort(([a], [b]) => a.length - b.length);
    return Object.assign({}, ...places.map(([, figures]) => figures));
  }
}

function isWithin(path: string | undefined, place: string): boolean {
  return path !== undefined && (path === place || path.startsWith(`${place}/`));
}

function toRange(figure: number | Range): Range {
  return typeof figure === "number" ? { low: figure, high: figure } : figure;
}

/** The two ends of a figure that may come from a file; no number at all becomes NaN, which is refused. */
function rangeOrNothing(figure: unknown): Range {
  const number = (value: unknown) => (typeof value === "number" ? value : Number.NaN);
  if (typeof figure !== "object" || figure === null) return { low: number(figure), high: number(figure) };
  return {
    low: "low" in figure ? number(figure.low) : Number.NaN,
    high: "high" in figure ? number(figure.high) : Number.NaN,
  };
}

/** Overrides may come from a file, where anything can stand. */
function checkObject(where: string, value: unknown): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new CostInputError(where, JSON.stringify(value), "an object", "see docs/cost.md for an example");
}

function checkFigures(where: string, figures: UsageFigures): void {
  checkObject(where, figures);
  for (const [key, figure] of Object.entries(figures)) {
    if (!Object.hasOwn(DEFAULT_USAGE, key)) {
      throw new CostInputError(
        where,
        key,
        "the name of an assumption",
        "see DEFAULT_USAGE or docs/cost.md for the names",
      );
    }
    const { low, high } = rangeOrNothing(figure);
    if (!Number.isFinite(low) || !Number.isFinite(high) || low < 0 || high < low) {
      throw new CostInputError(
        `${where}.${key}`,
        JSON.stringify(figure),
        "a number, or low and high with 0 <= low <= high",
        "correct it",
      );
    }
  }
}
