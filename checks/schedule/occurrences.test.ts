import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkScheduleExpression } from "../../constructs/rules/schedule-expression";
import { occurrences, ratePeriod, type Timetable } from "./occurrences";

/** Milliseconds; property tests take tenths of this on an idle machine. */
const SLOW = 60_000;
const minute = (iso: string) => Date.parse(iso) / 60_000;
const iso = (minutes: number) => new Date(minutes * 60_000).toISOString().slice(0, 16);
const list = (timetable: Timetable, from: string, to: string) =>
  occurrences(timetable, { from: minute(from), to: minute(to) }).map(iso);

describe("occurrences of a rate", () => {
  it("counts from the start date and treats a day as 24 hours across a clock change", () => {
    const rate = { expression: "rate(1 day)", timeZone: "Europe/Rome", startsAt: "2027-03-27T00:30:00Z" };
    expect(list(rate, "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z")).toEqual([
      "2027-03-27T00:30",
      "2027-03-28T00:30",
      "2027-03-29T00:30",
    ]);
  });

  it("has an unknown phase without a start date", () => {
    const rate = { expression: "rate(6 hours)" };
    expect(list(rate, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")).toEqual([]);
    expect(ratePeriod(rate)).toBe(360);
    expect(ratePeriod({ ...rate, startsAt: "2027-01-01T00:00:00Z" })).toBeUndefined();
  });

  it("keeps its phase in a window that begins long after it started, and stops at the end date", () => {
    const rate = { expression: "rate(7 minutes)", startsAt: "2020-01-01T00:00:00Z", endsAt: "2027-01-01T00:10:00Z" };
    const found = occurrences(rate, { from: minute("2027-01-01T00:00:00Z"), to: minute("2027-01-02T00:00:00Z") });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((at) => (at - minute("2020-01-01T00:00:00Z")) % 7 === 0)).toBe(true);
    expect(Math.max(...found)).toBeLessThan(minute("2027-01-01T00:10:00Z"));
  });
});

describe("occurrences of at()", () => {
  it("happen once, at the local time, cut to the minute", () => {
    const at = { expression: "at(2027-07-01T09:15:42)", timeZone: "America/New_York" };
    expect(list(at, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")).toEqual(["2027-07-01T13:15"]);
    expect(list(at, "2027-07-02T00:00:00Z", "2028-01-01T00:00:00Z")).toEqual([]);
  });
});

describe("occurrences of cron", () => {
  it("skip the local time that the spring clock change leaves out", () => {
    const cron = { expression: "cron(30 2 * * ? *)", timeZone: "Europe/Rome" };
    expect(list(cron, "2027-03-27T00:00:00Z", "2027-03-30T00:00:00Z")).toEqual([
      "2027-03-27T01:30",
      "2027-03-29T00:30",
    ]);
  });

  it("happen once in the local hour that the autumn clock change repeats", () => {
    const cron = { expression: "cron(0/30 2 * * ? *)", timeZone: "Europe/Rome" };
    expect(list(cron, "2027-10-30T12:00:00Z", "2027-11-01T12:00:00Z")).toEqual([
      "2027-10-31T00:00",
      "2027-10-31T00:30",
      "2027-11-01T01:00",
      "2027-11-01T01:30",
    ]);
  });

  it("happen once in an hour after midnight that is repeated", () => {
    const cron = { expression: "cron(15 0 * * ? *)", timeZone: "Atlantic/Azores" };
    expect(list(cron, "2027-10-30T12:00:00Z", "2027-11-01T12:00:00Z")).toEqual([
      "2027-10-31T00:15",
      "2027-11-01T01:15",
    ]);
  });

  it("begin at the local midnight, not the UTC one", () => {
    const cron = { expression: "cron(0 0 1 * ? *)", timeZone: "Asia/Tokyo" };
    expect(list(cron, "2027-01-31T00:00:00Z", "2027-03-01T00:00:00Z")).toEqual([
      "2027-01-31T15:00",
      "2027-02-28T15:00",
    ]);
  });

  it.each([
    ["cron(0 9 31 * ? *)", ["01-31", "03-31", "05-31", "07-31", "08-31", "10-31", "12-31"]],
    ["cron(0 9 30 2 ? *)", []],
    ["cron(0 9 L 2 ? *)", ["02-28"]],
    ["cron(0 9 LW 1 ? *)", ["01-29"]],
    ["cron(0 9 1W 5 ? *)", ["05-03"]],
    ["cron(0 9 15W 8 ? *)", ["08-16"]],
    ["cron(0 9 31W 1 ? *)", ["01-29"]],
    ["cron(0 9 ? 1 3#2 *)", ["01-12"]],
    ["cron(0 9 ? 1-3 FRI#5 *)", ["01-29"]],
    ["cron(0 9 ? 1 6L *)", ["01-29"]],
    ["cron(0 9 ? 1 L *)", ["01-02", "01-09", "01-16", "01-23", "01-30"]],
    ["cron(0 9 1 1 ? 2028)", []],
    ["cron(0 9 1 1 ? 2021/2)", ["01-01"]],
  ])("%s in 2027 falls on %j", (expression, days) => {
    const found = list({ expression }, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z");
    expect(found).toEqual(days.map((day) => `2027-${day}T09:00`));
  });

  it("of an expression AWS would refuse are none", () => {
    expect(list({ expression: "cron(0 9 * * *)" }, "2027-01-01T00:00:00Z", "2028-01-01T00:00:00Z")).toEqual([]);
  });

  it("of a year of a one-minute schedule are all there", () => {
    const found = occurrences(
      { expression: "cron(* * * * ? *)", timeZone: "Europe/Rome" },
      { from: minute("2027-01-01T00:00:00Z"), to: minute("2028-01-01T00:00:00Z") },
    );
    // the repeated hour of October is counted once
    expect(found).toHaveLength(365 * 1440 - 60);
  });
});

const item = (min: number, max: number) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant("*") },
    fc.integer({ min, max }).map(String),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max })).map(([a, b]) => `${a}/${b}`),
    fc.integer({ min: 1, max }).map((step) => `*/${step}`),
  );
const field = (min: number, max: number) =>
  fc.array(item(min, max), { minLength: 1, maxLength: 2 }).map((parts) => parts.join(","));
const day = fc.integer({ min: 1, max: 31 });
const weekday = fc.integer({ min: 1, max: 7 });
const days = fc.oneof(
  field(1, 31).map((text) => [text, "?"] as const),
  day.map((number) => [`${number}W`, "?"] as const),
  fc.constantFrom(["L", "?"] as const, ["LW", "?"] as const, ["?", "L"] as const),
  fc.tuple(weekday, weekday).map(([a, b]) => ["?", `${Math.min(a, b)}-${Math.max(a, b)}`] as const),
  fc.tuple(weekday, fc.integer({ min: 1, max: 5 })).map(([a, nth]) => ["?", `${a}#${nth}`] as const),
  weekday.map((number) => ["?", `${number}L`] as const),
);
const cronFields = fc
  .tuple(field(0, 59), field(0, 23), days, field(1, 12), fc.constantFrom("*", "2027", "2026-2028", "2027/2", "2028"))
  .map(([minutes, hours, [dom, dow], month, year]) => [minutes, hours, dom, month, dow, year] as const);
type Fields = typeof cronFields extends fc.Arbitrary<infer T> ? T : never;

/** Reads a plain field the slow way: one value at a time, straight from the text. */
function admits(text: string, value: number, min: number, max: number): boolean {
  return text.split(",").some((part) => {
    const [range = "", step] = part.split("/");
    const [low = "", high] = range.split("-");
    const from = low === "*" ? min : Number(low);
    const to = low === "*" || (step !== undefined && high === undefined) ? max : Number(high ?? low);
    return value >= from && value <= to && (value - from) % Number(step ?? 1) === 0;
  });
}

/** Whether the expression runs in a local minute, written independently of the code under test. */
function runsAt([minutes, hours, dom, month, dow, year]: Fields, local: Date): boolean {
  const sameMonth = (date: Date) => date.getUTCMonth() === local.getUTCMonth();
  const shifted = (by: number) => new Date(local.getTime() + by * 86_400_000);
  const today = local.getUTCDate();
  const last = !sameMonth(shifted(1));
  const working = local.getUTCDay() >= 1 && local.getUTCDay() <= 5;
  const dayMatches = () => {
    if (dow === "?") {
      if (dom === "L") return last;
      if (dom === "LW")
        return (
          working &&
          [1, 2, 3].every((by) => !sameMonth(shifted(by)) || ![1, 2, 3, 4, 5].includes(shifted(by).getUTCDay()))
        );
      if (dom.endsWith("W")) {
        const wanted = Number(dom.slice(0, -1));
        const target = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), wanted));
        if (!sameMonth(target) || !working) return false;
        const candidates = [0, -1, 1, -2, 2].map((by) => new Date(target.getTime() + by * 86_400_000));
        const chosen = candidates.find((date) => sameMonth(date) && date.getUTCDay() % 6 !== 0);
        return chosen?.getUTCDate() === today;
      }
      return admits(dom, today, 1, 31);
    }
    if (dow === "L") return local.getUTCDay() === 6;
    if (dow.includes("#")) {
      const [wanted, nth] = dow.split("#").map(Number);
      return local.getUTCDay() + 1 === wanted && Math.ceil(today / 7) === nth;
    }
    if (dow.endsWith("L")) return local.getUTCDay() + 1 === Number(dow.slice(0, -1)) && !sameMonth(shifted(7));
    return admits(dow, local.getUTCDay() + 1, 1, 7);
  };
  return (
    admits(minutes, local.getUTCMinutes(), 0, 59) &&
    admits(hours, local.getUTCHours(), 0, 23) &&
    admits(month, local.getUTCMonth() + 1, 1, 12) &&
    admits(year, local.getUTCFullYear(), 1970, 2199) &&
    dayMatches()
  );
}

/** Walks every UTC minute, asks the runtime what the clocks show, and counts a repeated local time once. */
function naive(fields: Fields, timeZone: string, from: number, to: number): number[] {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" });
  const shown = new Set<string>();
  const found: number[] = [];
  // start early enough to have seen what is repeated at the beginning of the window
  for (let at = from - 180; at < to; at++) {
    const local = clock.format(at * 60_000);
    if (!shown.has(local) && at >= from && runsAt(fields, new Date(`${local.replace(" ", "T")}:00Z`))) {
      found.push(at);
    }
    shown.add(local);
  }
  return found;
}

describe("cron against a matcher that looks at every minute", () => {
  it(
    "agrees on random expressions, days and zones, clock changes included",
    () => {
      const start = fc.constantFrom(
        "2027-03-28T00:00:00Z", // Europe/Rome springs forward
        "2027-10-30T23:30:00Z", // and falls back
        "2027-03-14T06:00:00Z", // America/New_York
        "2027-11-07T04:00:00Z",
        "2027-10-31T00:00:00Z", // Atlantic/Azores repeats the hour after midnight
        "2027-04-03T14:00:00Z", // Australia/Lord_Howe changes by half an hour
        "2027-01-31T10:00:00Z",
        "2028-02-28T20:00:00Z",
        "2027-12-31T20:00:00Z",
      );
      const zone = fc.constantFrom(
        "UTC",
        "Europe/Rome",
        "America/New_York",
        "Australia/Lord_Howe",
        "Atlantic/Azores",
        "Asia/Kathmandu",
      );
      fc.assert(
        fc.property(cronFields, zone, start, fc.integer({ min: 1, max: 600 }), (fields, timeZone, begin, length) => {
          const expression = `cron(${fields.join(" ")})`;
          expect(checkScheduleExpression(expression)).toEqual([]);
          const window = { from: minute(begin), to: minute(begin) + length };
          expect(occurrences({ expression, timeZone }, window)).toEqual(
            naive(fields, timeZone, window.from, window.to),
          );
        }),
        { numRuns: 150 },
      );
    },
    SLOW,
  );

  it("agrees on the days of whole months", () => {
    const month = fc.integer({ min: 0, max: 35 });
    fc.assert(
      fc.property(days, month, ([dom, dow], index) => {
        const fields = ["0", "9", dom, "*", dow, "*"] as const;
        const found = occurrences(
          { expression: `cron(${fields.join(" ")})` },
          { from: Date.UTC(2026, index) / 60_000, to: Date.UTC(2026, index + 1) / 60_000 },
        );
        const expected = Array.from({ length: 31 }, (_, offset) => new Date(Date.UTC(2026, index, 1 + offset, 9)))
          .filter((date) => date.getUTCMonth() === index % 12 && runsAt(fields, date))
          .map((date) => date.getTime() / 60_000);
        expect(found).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });
});

describe("cron against croner", () => {
  /** croner wants seconds first, ranges before a step, and Sunday to be 1 when asked to count as AWS does. */
  const translate = ([minutes, hours, dom, month, dow, year]: Fields) => {
    const stepped = (text: string, max: number) => text.replace(/(^|,)(\d+)\//g, `$1$2-${max}/`);
    const weekdays = dow === "?" ? "*" : dow === "L" ? "7" : dow;
    const monthDays = dom === "?" ? "*" : stepped(dom, 31);
    return `0 ${stepped(minutes, 59)} ${stepped(hours, 23)} ${monthDays} ${stepped(month, 12)} ${weekdays} ${stepped(year, 2199)}`;
  };

  it(
    "agrees on the first occurrences in UTC",
    () => {
      const begin = new Date("2026-12-31T23:59:00Z");
      fc.assert(
        fc.property(cronFields, (fields) => {
          const theirs = new Cron(translate(fields), { timezone: "UTC", alternativeWeekdays: true })
            .nextRuns(5, begin)
            .map((date) => date.getTime() / 60_000)
            .filter((at) => at < minute("2029-01-01T00:00:00Z"));
          const window = { from: minute("2027-01-01T00:00:00Z"), to: minute("2029-01-01T00:00:00Z") };
          const ours = occurrences({ expression: `cron(${fields.join(" ")})` }, window);
          expect(ours.slice(0, 5)).toEqual(theirs);
        }),
        { numRuns: 100 },
      );
    },
    SLOW,
  );
});
