import type { Violation } from "./finding";

const SOURCE = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html";

interface Limit {
  readonly code: string;
  readonly prop: string;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** Limits of EventBridge Scheduler on one schedule, from the API model in botocore 1.43.11. */
export const SCHEDULER_LIMITS = {
  flexibleWindow: {
    code: "schedule-flexible-window",
    prop: "flexibleWindowMinutes",
    min: 1,
    max: 1440,
    unit: "minutes",
  },
  retryAge: { code: "schedule-retry-age", prop: "retryMaxAgeSeconds", min: 60, max: 86400, unit: "seconds" },
  retryAttempts: { code: "schedule-retry-attempts", prop: "retryAttempts", min: 0, max: 185, unit: "attempts" },
  taskCount: { code: "schedule-task-count", prop: "taskCount", min: 1, max: 10, unit: "tasks" },
  description: { code: "schedule-description", prop: "description", min: 0, max: 512, unit: "characters" },
  capacityProviders: { code: "schedule-capacity-providers", prop: "capacityProviders", min: 0, max: 6, unit: "items" },
} as const satisfies Record<string, Limit>;

/** Refuses a figure outside what EventBridge Scheduler admits. */
export function checkSchedulerLimit(limit: keyof typeof SCHEDULER_LIMITS, value: number): Violation[] {
  const { code, prop, min, max, unit } = SCHEDULER_LIMITS[limit];
  if (Number.isInteger(value) && value >= min && value <= max) {
    return [];
  }
  const fix = value > max ? `use at most ${max}` : `use a whole number from ${min}`;
  return [{ code, prop, got: `${value} ${unit}`, expected: `${min} to ${max} ${unit}`, fix, source: SOURCE }];
}
