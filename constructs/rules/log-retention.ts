import type { Violation } from "./finding";

const SOURCE = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html";

/** The retentions CloudWatch offers, in days. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Refuses a number of days that is none of CloudWatch's steps. */
export function checkLogRetention(days: number): Violation[] {
  if (RETENTIONS.includes(days)) return [];
  const expected = `one of ${RETENTIONS.join(", ")}`;
  return [{ code: "log-retention", got: String(days), expected, fix: "choose the next larger step", source: SOURCE }];
}
