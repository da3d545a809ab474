import type { Violation } from "../rules/finding";
import type { QueueProps } from "./queue";

const SOURCE = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html";

/** The longest that SQS hides a received message: 12 hours. */
export const LONGEST_VISIBILITY_SECONDS = 43_200;

/** Everything wrong with a queue by itself. */
export function checkQueue(props: QueueProps): Violation[] {
  return [
    ...within(
      "queue-visibility-range",
      "visibilityTimeoutSeconds",
      props.visibilityTimeoutSeconds,
      0,
      LONGEST_VISIBILITY_SECONDS,
    ),
    ...within("queue-retention", "retentionDays", props.retentionDays, 1, 14),
    ...within("queue-receives", "maxReceives", props.maxReceives, 1, 1000),
    ...within("queue-alarm-age", "alarmAfterMinutes", props.alarmAfterMinutes, 1, 14 * 24 * 60),
  ];
}

function within(code: string, prop: string, value: number | undefined, min: number, max: number): Violation[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
  const expected = `a whole number from ${min} to ${max}`;
  return [{ code, prop, got: String(value), expected, fix: "choose a value in that range", source: SOURCE }];
}
