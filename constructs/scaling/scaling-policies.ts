import type { ScheduleExpression } from "../task/scheduled-task";

/** A CloudWatch series, or several with an expression, that says how much work there is. */
export type ScalingMetric =
  | "cpu"
  | "memory"
  | "requests-per-copy"
  | {
      readonly namespace: string;
      readonly metricName: string;
      readonly dimensions: Readonly<Record<string, string>>;
      /** @default "Average" */
      readonly statistic?: "Average" | "Minimum" | "Maximum" | "SampleCount" | "Sum";
    }
  | {
      /** CloudWatch metric math over the series in `from`, such as `backlog / copies`. */
      readonly expression: string;
      readonly from: Readonly<
        Record<
          string,
          {
            readonly namespace: string;
            readonly metricName: string;
            readonly dimensions: Readonly<Record<string, string>>;
            readonly statistic: string;
          }
        >
      >;
    };

/** Holds a figure near a target, by adding and removing copies as AWS sees fit. */
export interface TargetTracking {
  readonly metric: ScalingMetric;
  /** Percent for cpu and memory, requests per minute for requests-per-copy. */
  readonly target: number;
  /** Seconds after adding copies until the next are added. @default 60 */
  readonly outCooldownSeconds?: number;
  /** Seconds after removing copies until the next are removed. @default 300 */
  readonly inCooldownSeconds?: number;
  /** Whether it may also remove copies. @default true */
  readonly scaleIn?: boolean;
}

/** Adds and removes fixed numbers of copies beyond two thresholds. */
export interface StepScaling {
  readonly metric: "cpu" | "memory";
  /** Steps up, lowest first, such as `[{ above: 70, add: 1 }, { above: 90, add: 3 }]`. */
  readonly out: readonly { readonly above: number; readonly add: number }[];
  /** Steps down, highest first, such as `[{ below: 30, remove: 1 }]`. */
  readonly in: readonly { readonly below: number; readonly remove: number }[];
  /** Minutes beyond a threshold before anything happens. @default 3 */
  readonly minutes?: number;
  /** @default 60 */
  readonly outCooldownSeconds?: number;
  /** @default 300 */
  readonly inCooldownSeconds?: number;
}

/** Other limits from a time on, until the next such time. */
export interface ScheduledScaling {
  /** Names the action; literal, such as `office-hours`. */
  readonly id: string;
  readonly at: ScheduleExpression;
  /** IANA time zone. @default "UTC" */
  readonly timeZone?: string;
  readonly min: number;
  readonly max: number;
}

/** How many copies of a service run, and who decides. At least one of `track`, `steps` and `schedule`. */
export interface ScalingProps {
  readonly min: number;
  readonly max: number;
  /** Figures held near a target, each by itself; the one that wants most copies wins. @default - none */
  readonly track?: readonly TargetTracking[];
  /** @default - none */
  readonly steps?: StepScaling;
  /** @default - none */
  readonly schedule?: readonly ScheduledScaling[];
}
