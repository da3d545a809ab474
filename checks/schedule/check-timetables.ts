import type { Finding } from "../../constructs/rules/finding";
import { checkScheduleExpression, checkTimeZone } from "../../constructs/rules/schedule-expression";
import { FACTS_AS_OF } from "../facts/prices";
import { MINUTES_PER_DAY } from "./civil-days";
import { type Cron, localDays, spansAround, timesOfDay, type Window } from "./local-days";
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

const GRAMMAR = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
const CLOCK_CHANGES = "https://www.repost.aws/knowledge-center/eventbridge-scheduler-adjust-dst";

/** Finds expressions AWS would refuse, schedules that never run, and runs that a clock change leaves out. */
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
    return parsed?.kind === "cron" ? checkCron(path, timetable, parsed) : [];
  });
}

function checkCron(path: string, { expression, timeZone = "UTC" }: Timetable, cron: Cron): Finding[] {
  const from = Date.parse(`${FACTS_AS_OF}T00:00:00Z`) / 60_000;
  const ahead = { from, to: from + LOOK_AHEAD_DAYS * MINUTES_PER_DAY };
  // whether there is such a day does not depend on the zone
  const first = localDays(cron, ahead, offsetSpans("UTC", ahead.from, ahead.to)).next();
  if (first.done) {
    return [
      {
        code: "schedule-never-runs",
        severity: "error",
        path,
        prop: "schedule",
        got: `${expression}, which names no day of the next eight years`,
        expected: "a day that exists",
        fix: "correct the day, the month or the year",
        source: GRAMMAR,
      },
    ];
  }
  const skipped = skippedTimes(cron, timeZone, { from, to: from + 366 * MINUTES_PER_DAY });
  // what runs every hour runs again within the hour
  return skipped.length === 0 || cron.hours.length === 24 ? [] : [leftOut(path, expression, timeZone, skipped)];
}

/** Local minutes since the epoch, as clocks would show them, that the spring clock change leaves out. */
function skippedTimes(cron: Cron, timeZone: string, window: Window): number[] {
  const spans = spansAround(timeZone, window);
  const days = new Set(localDays(cron, window, spans));
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    if (before === undefined || before.offset >= span.offset) {
      return [];
    }
    const gap = { from: span.from + before.offset, to: span.from + span.offset };
    const day = Math.floor(gap.from / MINUTES_PER_DAY);
    const times = days.has(day) ? timesOfDay(cron).map((time) => day * MINUTES_PER_DAY + time) : [];
    return times.filter((local) => local >= gap.from && local < gap.to);
  });
}

function leftOut(path: string, expression: string, timeZone: string, skipped: readonly number[]): Finding {
  const [first = 0] = skipped;
  const when = new Date(first * 60_000).toISOString().slice(0, 16).replace("T", " ");
  return {
    code: "schedule-clock-change",
    severity: "warning",
    path,
    prop: "schedule",
    got: `${expression} in ${timeZone}: ${skipped.length} run(s) a year at a time that clocks skip, such as ${when}`,
    expected: "local times that exist on every day",
    fix: "choose a time before 01:00 or after 03:00, or use UTC",
    source: CLOCK_CHANGES,
    numbers: { skippedRuns: skipped.length },
  };
}
