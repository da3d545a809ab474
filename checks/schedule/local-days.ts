import type { ScheduleExpression } from "../../constructs/rules/schedule-expression";
import { civilDate, dayNumber, MINUTES_PER_DAY, matchingDays } from "./civil-days";
import { type OffsetSpan, offsetSpans } from "./time-zone-offsets";

export type Cron = ScheduleExpression & { readonly kind: "cron" };

/** UTC minutes since the epoch, `from` inclusive and `to` exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

const times = new WeakMap<Cron, readonly number[]>();

/** The minutes after local midnight at which a cron expression runs, ascending. */
export function timesOfDay(cron: Cron): readonly number[] {
  let known = times.get(cron);
  if (known === undefined) {
    known = cron.hours.flatMap((hour) => cron.minutes.map((minute) => hour * 60 + minute));
    times.set(cron, known);
  }
  return known;
}

/** The days, in the zone's own calendar, that overlap the window and that the expression names, ascending. */
export function* localDays(cron: Cron, { from, to }: Window, spans: readonly OffsetSpan[]): Generator<number> {
  const offsets = spans.map((span) => span.offset);
  const firstDay = Math.floor((from + Math.min(...offsets)) / MINUTES_PER_DAY);
  const lastDay = Math.floor((to - 1 + Math.max(...offsets)) / MINUTES_PER_DAY);
  const first = civilDate(firstDay);
  const last = civilDate(lastDay);
  for (let index = first.year * 12 + first.month - 1; index <= last.year * 12 + last.month - 1; index++) {
    const year = Math.floor(index / 12);
    const month = (index % 12) + 1;
    if (!cron.years.includes(year) || !cron.months.includes(month)) {
      continue;
    }
    for (const day of matchingDays(cron.days, year, month)) {
      const number = dayNumber(year, month, day);
      if (number >= firstDay && number <= lastDay) {
        yield number;
      }
    }
  }
}

/** The spans of a zone that cover a window and the local days that overlap it. */
export function spansAround(timeZone: string, { from, to }: Window): readonly OffsetSpan[] {
  const margin = 2 * MINUTES_PER_DAY;
  return offsetSpans(timeZone, from - margin, to + margin);
}

/** The offset of a local day without a clock change on it or just before it, undefined for the few other days. */
export function steadyOffset(spans: readonly OffsetSpan[], midnight: number): number | undefined {
  for (const { from, to, offset } of spans) {
    const minute = midnight - offset;
    if (minute >= from + MINUTES_PER_DAY && minute + MINUTES_PER_DAY <= to) {
      return offset;
    }
  }
  return undefined;
}

/** The first UTC minute at which clocks show the local minute, undefined when they never do. */
export function utcOf(local: number, spans: readonly OffsetSpan[]): number | undefined {
  for (const { from, to, offset } of spans) {
    const minute = local - offset;
    if (minute >= from && minute < to) {
      return minute;
    }
  }
  return undefined;
}
