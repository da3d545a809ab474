import { Refusal } from "./refusal";

const MILLISECONDS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/**
 * The time that `--since` names.
 * @param text an age such as `90s`, `30m`, `2h`, `7d`, `1w`, or a time in ISO 8601, in UTC unless it says otherwise
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws Refusal `since-format`
 */
export function sinceTime(text: string, now: number): number {
  const age = /^(\d+)([smhdw])$/.exec(text);
  if (age !== null) return now - Number(age[1]) * MILLISECONDS[age[2] as keyof typeof MILLISECONDS];
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text) ? `${text}Z` : text;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(zoned) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new Refusal({
    code: "since-format",
    path: "stowage logs",
    prop: "--since",
    got: text,
    expected: "an age such as 30m, 2h, 7d, or a time such as 2026-01-31T12:00",
    fix: "write it so",
  });
}
