import { parseScheduleExpression, type ScheduleExpression } from "../../constructs/rules/schedule-expression";

const cache = new Map<string, ScheduleExpression | undefined>();
/** A system of a thousand schedules asks for each of them many times over. */
const MAX_CACHED = 4096;

/** `parseScheduleExpression`, remembering its answers. */
export function parsedExpression(text: string): ScheduleExpression | undefined {
  if (!cache.has(text)) {
    if (cache.size >= MAX_CACHED) {
      cache.clear();
    }
    cache.set(text, parseScheduleExpression(text));
  }
  return cache.get(text);
}
