import { FACTS_AS_OF } from "../facts/prices";
import { MINUTES_PER_DAY } from "./civil-days";
import { localDays } from "./local-days";
import { parsedExpression } from "./parsed-expression";
import { offsetSpans } from "./time-zone-offsets";

/** Every date of the calendar comes up within eight years, leap days included. */
const LOOK_AHEAD_DAYS = 8 * 366;

/**
 * Whether a cron expression names no day from the day of the facts on, such as 30 February or a year that is over.
 * Rates and single occasions are not judged: whether those are over depends on the day of the deployment.
 */
export function neverRuns(expression: string): boolean {
  const cron = parsedExpression(expression);
  if (cron?.kind !== "cron") {
    return false;
  }
  const from = Date.parse(`${FACTS_AS_OF}T00:00:00Z`) / 60_000;
  const ahead = { from, to: from + LOOK_AHEAD_DAYS * MINUTES_PER_DAY };
  // which zone the days are in does not matter
  return localDays(cron, ahead, offsetSpans("UTC", ahead.from, ahead.to)).next().done === true;
}
