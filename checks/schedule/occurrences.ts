import type { ScheduleExpression } from "../../constructs/rules/schedule-expression";
import { MINUTES_PER_DAY } from "./civil-days";
import { type Cron, localDays, spansAround, steadyOffset, timesOfDay, utcOf, type Window } from "./local-days";
import { parsedExpression } from "./parsed-expression";

/** When something is started, in the terms of EventBridge Scheduler. */
export interface Timetable {
  /** `rate(...)`, `cron(...)` or `at(...)`. */
  readonly expression: string;
  /** IANA name. @default UTC, as AWS does */
  readonly timeZone?: string;
  /** UTC, `yyyy-mm-ddThh:mm:ssZ`. A rate counts from here. @default - from creation, which nobody knows before it happens */
  readonly startsAt?: string;
  /** UTC, `yyyy-mm-ddThh:mm:ssZ`. @default - never */
  readonly endsAt?: string;
}

export type { Window } from "./local-days";

type Visit = (minute: number) => void;

/**
 * Calls `visit` with every minute of the window in which the timetable starts something, in ascending order.
 *
 * As AWS documents it: a local time that the spring clock change leaves out is skipped, one that the autumn change
 * repeats counts once (taken to be the first time), and a rate of days counts 24 hours each. A rate without a start
 * date has no occurrences here, because its phase is not known before it exists; see `ratePeriod`. An expression that
 * AWS would refuse has none either.
 *
 * `croner` is not used: it starts skipped local times after the gap, takes `?` for `*`, wants `*` before a step, and
 * enumerates some 4,000 occurrences a second, where a year of a one-minute schedule has 525,600. It is the second
 * opinion in the tests.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function visitOccurrences(timetable: Timetable, window: Window, visit: Visit): void {
  const parsed = parsedExpression(timetable.expression);
  const from = Math.max(window.from, ceilMinute(timetable.startsAt) ?? window.from);
  const to = Math.min(window.to, ceilMinute(timetable.endsAt) ?? window.to);
  if (parsed === undefined || from >= to) {
    return;
  }
  const timeZone = timetable.timeZone ?? "UTC";
  if (parsed.kind === "rate") {
    visitRate(parsed.everyMinutes, timetable.startsAt, { from, to }, visit);
  } else if (parsed.kind === "at") {
    visitAt(parsed, timeZone, { from, to }, visit);
  } else {
    visitCron(parsed, timeZone, { from, to }, visit);
  }
}

/** The occurrences as a list. */
export function occurrences(timetable: Timetable, window: Window): number[] {
  const minutes: number[] = [];
  visitOccurrences(timetable, window, (minute) => minutes.push(minute));
  return minutes;
}

/** Minutes between the starts of a rate whose phase is unknown; undefined for anything whose minutes are known. */
export function ratePeriod(timetable: Timetable): number | undefined {
  const parsed = parsedExpression(timetable.expression);
  return parsed?.kind === "rate" && timetable.startsAt === undefined ? parsed.everyMinutes : undefined;
}

/** The minute, in UTC minutes since the epoch, in which a UTC instant lies or that follows it. */
function ceilMinute(instant: string | undefined): number | undefined {
  const milliseconds = instant === undefined ? Number.NaN : Date.parse(instant);
  return Number.isNaN(milliseconds) ? undefined : Math.ceil(milliseconds / 60_000);
}

function visitRate(every: number, startsAt: string | undefined, { from, to }: Window, visit: Visit): void {
  const start = ceilMinute(startsAt);
  if (start === undefined) {
    return;
  }
  const skipped = Math.max(0, Math.ceil((from - start) / every));
  for (let minute = start + skipped * every; minute < to; minute += every) {
    visit(minute);
  }
}

function visitAt(at: ScheduleExpression & { kind: "at" }, timeZone: string, { from, to }: Window, visit: Visit): void {
  // seconds are cut off: Scheduler is precise to the minute
  const local = Date.parse(`${at.date}T${at.time.slice(0, 5)}Z`) / 60_000;
  const minute = utcOf(local, spansAround(timeZone, { from, to }));
  if (minute !== undefined && minute >= from && minute < to) {
    visit(minute);
  }
}

function visitCron(cron: Cron, timeZone: string, window: Window, visit: Visit): void {
  const spans = spansAround(timeZone, window);
  const times = timesOfDay(cron);
  for (const day of localDays(cron, window, spans)) {
    const midnight = day * MINUTES_PER_DAY;
    const offset = steadyOffset(spans, midnight);
    for (const time of times) {
      const minute = offset === undefined ? utcOf(midnight + time, spans) : midnight + time - offset;
      if (minute !== undefined && minute >= window.from && minute < window.to) {
        visit(minute);
      }
    }
  }
}
