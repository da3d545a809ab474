import type { Finding } from "../../constructs/rules/finding";
import { parseScheduleExpression } from "../../constructs/rules/schedule-expression";
import { checkTimeZone } from "../../constructs/rules/time-zone";
import type { CheckContext } from "../check-context";
import type { Block } from "../model/synthesized-app";
import { textOf } from "../model/synthesized-stack";
import { MINUTES_PER_DAY } from "../schedule/civil-days";
import { occurrences } from "../schedule/occurrences";
import { lifecycleFinding } from "./codes";

/** Types that start something at a time, and the arguments that say when. */
const TIMED = [
  ["aws_scheduler_schedule", "schedule_expression", "schedule_expression_timezone"],
  ["aws_appautoscaling_scheduled_action", "schedule", "timezone"],
] as const;

/**
 * Single occasions that are over. Judged only where somebody gives the time: two syntheses of one commit are the same,
 * and a schedule that did its work yesterday is no reason to refuse today's.
 */
export function checkPast({ app }: CheckContext, now: Date): Finding[] {
  return TIMED.flatMap(([type, when, zone]) =>
    app.ofType(type).flatMap((block) => past(block, when, textOf(block.body[zone]) ?? "UTC", now)),
  );
}

function past(block: Block, argument: string, timeZone: string, now: Date): Finding[] {
  const expression = textOf(block.body[argument]) ?? "";
  const at = parseScheduleExpression(expression);
  if (at?.kind !== "at" || checkTimeZone(timeZone).length > 0) return [];
  const written = Date.parse(`${at.date}T${at.time}Z`) / 60_000;
  const around = { from: written - 2 * MINUTES_PER_DAY, to: written + 2 * MINUTES_PER_DAY };
  const [minute] = occurrences({ expression, timeZone }, around);
  if (minute === undefined || minute * 60_000 >= now.getTime()) return [];
  return [
    lifecycleFinding("schedule-past", block, {
      prop: argument,
      got: `${expression} in ${timeZone}, which was over at ${now.toISOString().slice(0, 16)}Z`,
      expected: "a time to come, unless it has done its work",
      fix: "write a later time, or remove it",
    }),
  ];
}
