import type { Violation } from "../rules/finding";
import { checkScheduleExpression } from "../rules/schedule-expression";

/** `rate(6 hours)`, `cron(0 6 * * ? *)` (six fields, AWS's form) or `at(2027-01-01T06:00:00)`. */
export type ScheduleExpression = `rate(${string})` | `cron(${string})` | `at(${string})`;

/** When a task starts: at the times of one expression, or of several, each with a name. */
export type Calendar =
  | { readonly schedule: ScheduleExpression; readonly calendar?: never }
  | {
      /** Such as `{ weekdays: "cron(0 6 ? * MON-FRI *)", weekend: "cron(0 9 ? * SAT,SUN *)" }`. */
      readonly calendar: Readonly<Record<string, ScheduleExpression>>;
      readonly schedule?: never;
    };

/** One entry of a calendar. The one of a plain `schedule` has no name. */
export interface CalendarEntry {
  readonly name: string | undefined;
  readonly expression: ScheduleExpression;
}

/** The entries of either form. */
export function entriesOf({ schedule, calendar }: Calendar): CalendarEntry[] {
  if (schedule !== undefined) return [{ name: undefined, expression: schedule }];
  return Object.entries(calendar).map(([name, expression]) => ({ name, expression }));
}

/** Everything wrong with a calendar. */
export function checkCalendar(calendar: Calendar): Violation[] {
  const entries = entriesOf(calendar);
  return [
    ...(entries.length > 0
      ? []
      : [
          {
            code: "calendar-empty",
            prop: "calendar",
            got: "no times",
            expected: "at least one",
            fix: 'name one, such as { nightly: "cron(0 2 * * ? *)" }',
          },
        ]),
    ...entries.flatMap(({ name, expression }) => [
      ...checkName(name),
      ...checkScheduleExpression(expression).map((violation) => ({
        ...violation,
        prop: name === undefined ? "schedule" : `calendar.${name}`,
      })),
    ]),
    ...repeated(entries),
  ];
}

/** The name becomes part of a resource's address and of the schedule's own name. */
function checkName(name: string | undefined): Violation[] {
  if (name === undefined || /^[a-z][a-z0-9-]*$/.test(name)) return [];
  return [
    {
      code: "calendar-name",
      prop: "calendar",
      got: name,
      expected: "lower-case letters, digits and -, starting with a letter",
      fix: "rename the entry, such as first-of-month",
    },
  ];
}

function repeated(entries: readonly CalendarEntry[]): Violation[] {
  return entries
    .filter(({ expression }, index) => entries.findIndex((other) => other.expression === expression) < index)
    .map(({ name, expression }) => ({
      code: "calendar-repeated",
      prop: `calendar.${name}`,
      got: expression,
      expected: "each time once: the task would start twice",
      fix: "remove one of the two entries",
    }));
}
