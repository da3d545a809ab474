import { MINUTES_PER_DAY } from "./civil-days";
import { localDays, spansAround, timesOfDay, type Window } from "./local-days";
import type { Timetable } from "./occurrences";
import { parsedExpression } from "./parsed-expression";

/**
 * The local minutes (since the epoch, as clocks would show them) at which a cron expression would run, were they not
 * left out by a clock change. Days that the expression does not name do not count: a clock change on a Sunday takes
 * nothing from a schedule of weekdays.
 *
 * @see https://www.repost.aws/knowledge-center/eventbridge-scheduler-adjust-dst
 */
export function skippedRuns({ expression, timeZone = "UTC" }: Timetable, window: Window): number[] {
  const cron = parsedExpression(expression);
  if (cron?.kind !== "cron") {
    return [];
  }
  const spans = spansAround(timeZone, window);
  const days = new Set(localDays(cron, window, spans));
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    if (before === undefined || before.offset >= span.offset || span.from < window.from || span.from >= window.to) {
      return [];
    }
    const gap = { from: span.from + before.offset, to: span.from + span.offset };
    const day = Math.floor(gap.from / MINUTES_PER_DAY);
    const times = days.has(day) ? timesOfDay(cron).map((time) => day * MINUTES_PER_DAY + time) : [];
    return times.filter((local) => local >= gap.from && local < gap.to);
  });
}
