import type { Finding } from "../../constructs/rules/finding";
import { checkScheduleExpression, checkTimeZone } from "../../constructs/rules/schedule-expression";
import { FACTS_AS_OF } from "../facts/prices";
import { MINUTES_PER_DAY } from "./civil-days";
import { type Cron, localDays } from "./local-days";
import type { Timetable } from "./occurrences";
import { parsedExpression } from "./parsed-expression";
import { offsetSpans } from "./time-zone-offsets";

/** A timetable and where it was declared. */
export interface DeclaredTimetable {
  readonly path: string;
  readonly timetable: Timetable;
}

/** Days in which a cron expression has to run at least once: every date of the calendar comes up within eight years. */
const LOOK_AHEAD_DAYS = 8 * 366;

/** Finds expressions that AWS would refuse, and schedules that never run. */
export function checkTimetables(declared: readonly DeclaredTimetable[]): Finding[] {
  return declared.flatMap(({ path, timetable }) => {
    const refused = [
      ...checkScheduleExpression(timetable.expression).map((violation) => ({ ...violation, prop: "schedule" })),
      ...checkTimeZone(timetable.timeZone ?? "UTC").map((violation) => ({ ...violation, prop: "timeZone" })),
    ];
    if (refused.length > 0) {
      return refused.map((violation): Finding => ({ ...violation, severity: "error", path }));
    }
    const parsed = parsedExpression(timetable.expression);
    return parsed?.kind === "cron" && neverRuns(parsed) ? [emptySchedule(path, timetable.expression)] : [];
  });
}

/** Whether no day from the day of the facts on is named; which zone the days are in does not matter. */
function neverRuns(cron: Cron): boolean {
  const from = Date.parse(`${FACTS_AS_OF}T00:00:00Z`) / 60_000;
  const ahead = { from, to: from + LOOK_AHEAD_DAYS * MINUTES_PER_DAY };
  return localDays(cron, ahead, offsetSpans("UTC", ahead.from, ahead.to)).next().done === true;
}

function emptySchedule(path: string, expression: string): Finding {
  return {
    code: "schedule-never-runs",
    severity: "error",
    path,
    prop: "schedule",
    got: `${expression}, which names no day of the next eight years`,
    expected: "a day that exists",
    fix: "correct the day, the month or the year",
    source: "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
  };
}
