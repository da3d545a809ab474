import type { Violation } from "../rules/finding";
import { checkWholeNumber } from "../rules/whole-number";
import type { QueueProps } from "./queue";

const source = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html";

/** The longest that SQS hides a received message: 12 hours. */
export const LONGEST_VISIBILITY_SECONDS = 43_200;
/** The longest that SQS keeps a message, in minutes: two weeks. */
const LONGEST_RETENTION_MINUTES = 14 * 24 * 60;

/** Everything wrong with a queue by itself. */
export function checkQueue(props: QueueProps): Violation[] {
  return [
    ...checkWholeNumber({
      code: "queue-visibility-range",
      prop: "visibilityTimeoutSeconds",
      value: props.visibilityTimeoutSeconds,
      min: 0,
      max: LONGEST_VISIBILITY_SECONDS,
      expected: "0 to 43200 whole seconds, which is 12 hours",
      fix: "use the longest that a message takes, and the time to stop",
      source,
    }),
    ...checkWholeNumber({
      code: "queue-retention",
      prop: "retentionDays",
      value: props.retentionDays,
      min: 1,
      max: 14,
      expected: "1 to 14 whole days",
      fix: "use 14 where a message must not be lost over a long weekend",
      source,
    }),
    ...checkWholeNumber({
      code: "queue-receives",
      prop: "maxReceives",
      value: props.maxReceives,
      min: 1,
      max: 1000,
      expected: "1 to 1000 receives",
      fix: "use 3: one that fails three times will fail again",
      source,
    }),
    ...checkWholeNumber({
      code: "queue-alarm-age",
      prop: "alarmAfterMinutes",
      value: props.alarmAfterMinutes,
      min: 1,
      max: LONGEST_RETENTION_MINUTES,
      expected: "a whole number of minutes, at least 1, within the two weeks that SQS keeps a message",
      fix: "use the longest wait that is fine",
      source,
    }),
  ];
}
