import { parseScheduleExpression } from "../../constructs/rules/schedule-expression";
import type { Workload } from "./model";

/** Minutes of the hour and hours of the day to move a schedule by, the smallest change first. */
const MINUTE_SHIFTS = [5, 10, 15, 20, 30, 40, 45];
const HOUR_SHIFTS = [1, 2, 3, 4, 6, 8, 12];

/** Other times at which a cron schedule could run as often as it does, nearest first; none for what has no one minute. */
export function otherTimes(expression: string): string[] {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  const parsed = parseScheduleExpression(expression);
  if (fields === undefined || parsed?.kind !== "cron" || !/^\d+$/.test(fields[0] ?? "")) {
    return [];
  }
  const [minute = 0] = parsed.minutes;
  const rest = fields.slice(2).join(" ");
  const sameHours = MINUTE_SHIFTS.map((shift) => `cron(${(minute + shift) % 60} ${fields[1]} ${rest})`);
  // hours of every day can move freely; moving a run past midnight would move it to another day
  const last = parsed.hours.at(-1) ?? 23;
  const sameMinute = HOUR_SHIFTS.filter((shift) => last + shift <= 23 && parsed.hours.length < 24).map(
    (shift) => `cron(${minute} ${parsed.hours.map((hour) => hour + shift).join(",")} ${rest})`,
  );
  return [...sameHours, ...sameMinute];
}

/** A rate as a cron expression with a fixed minute, undefined when the rate does not divide an hour or a day. */
export function fixedTime(everyMinutes: number, minute: number): string | undefined {
  if (everyMinutes < 60 && 60 % everyMinutes === 0 && minute < everyMinutes) {
    return `cron(${minute}/${everyMinutes} * * * ? *)`;
  }
  if (everyMinutes % 60 === 0 && 1440 % everyMinutes === 0) {
    const hours = everyMinutes / 60;
    const first = Math.floor(minute / 60);
    if (first < hours) {
      const field = hours === 24 ? `${first}` : hours === 1 ? "*" : `${first}/${hours}`;
      return `cron(${minute % 60} ${field} * * ? *)`;
    }
  }
  return undefined;
}

/** Fixed, staggered times for schedules that run at a rate: each begins when the one before must have ended. */
export function staggered(workloads: readonly Workload[]): Workload[] | undefined {
  const moved: Workload[] = [];
  let minute = 0;
  for (const workload of workloads) {
    const parsed = parseScheduleExpression(workload.timetable?.expression ?? "");
    const duration = workload.maxDurationMinutes;
    const expression =
      parsed?.kind === "rate" && duration !== undefined ? fixedTime(parsed.everyMinutes, minute) : undefined;
    if (expression === undefined || workload.timetable === undefined || duration === undefined) {
      return undefined;
    }
    moved.push({ ...workload, timetable: { ...workload.timetable, expression } });
    // rounded up to five minutes, because people read these
    minute += Math.ceil((duration + (workload.flexibleWindowMinutes ?? 0)) / 5) * 5;
  }
  return moved;
}
