import { MINUTES_PER_DAY } from "./civil-days";

/** A stretch of time in which a zone keeps its distance from UTC. All figures are minutes. */
export interface OffsetSpan {
  /** UTC minutes since the epoch, inclusive. */
  readonly from: number;
  /** UTC minutes since the epoch, exclusive. */
  readonly to: number;
  /** Local minus UTC. */
  readonly offset: number;
}

const cache = new Map<string, readonly OffsetSpan[]>();
/** More zones than this are not worth remembering. */
const MAX_CACHED = 64;
/** Spans are computed for whole stretches of this many minutes, so that most questions find an answer. */
const STRETCH = 400 * MINUTES_PER_DAY;

/** The spans that cover at least a stretch of UTC minutes, in order. No zone changes its clocks twice in a day. */
export function offsetSpans(timeZone: string, from: number, to: number): readonly OffsetSpan[] {
  const start = Math.floor(from / STRETCH) * STRETCH;
  const end = Math.ceil(to / STRETCH) * STRETCH;
  const key = `${timeZone} ${start} ${end}`;
  const known = cache.get(key);
  if (known !== undefined) {
    return known;
  }
  if (cache.size >= MAX_CACHED) {
    cache.clear();
  }
  const spans = timeZone === "UTC" ? [{ from: start, to: end, offset: 0 }] : computeSpans(timeZone, start, end);
  cache.set(key, spans);
  return spans;
}

function computeSpans(timeZone: string, from: number, to: number): OffsetSpan[] {
  const offsetAt = offsetReader(timeZone);
  const spans: OffsetSpan[] = [];
  let start = from;
  let offset = offsetAt(from);
  for (let before = from; before < to; before += MINUTES_PER_DAY) {
    const after = Math.min(before + MINUTES_PER_DAY, to);
    const next = offsetAt(after);
    if (next !== offset) {
      const change = firstMinuteWith(next, before, after, offsetAt);
      spans.push({ from: start, to: change, offset });
      start = change;
      offset = next;
    }
  }
  spans.push({ from: start, to, offset });
  return spans.filter((span) => span.from < span.to);
}

function firstMinuteWith(offset: number, before: number, after: number, offsetAt: (minute: number) => number): number {
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offset) {
      high = middle;
    } else {
      low = middle;
    }
  }
  return high;
}

function offsetReader(timeZone: string): (minute: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  return (minute) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(minute * 60_000)) {
      part[type] = Number(value);
    }
    const { year = 0, month = 1, day = 1, hour = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, part.minute ?? 0) / 60_000 - minute;
  };
}
