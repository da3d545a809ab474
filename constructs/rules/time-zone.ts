import type { Violation } from "./finding";

const ZONES = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html";
const API = "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html";

/** Characters of a time zone name. @see API_CreateSchedule ScheduleExpressionTimezone */
export const MAX_TIME_ZONE_LENGTH = 50;

/** Refuses what is not an IANA time zone in its own spelling, such as `europe/rome` or `+01:00`. */
export function checkTimeZone(name: string): Violation[] {
  if (name.length < 1 || name.length > MAX_TIME_ZONE_LENGTH) {
    const got = `${name.length} characters`;
    const expected = `1 to ${MAX_TIME_ZONE_LENGTH} characters`;
    return [{ code: "schedule-time-zone-length", got, expected, fix: "use an IANA name", source: API }];
  }
  const known = knownTimeZone(name);
  if (known === name) {
    return [];
  }
  const fix = known === undefined ? "use an IANA name such as UTC or Europe/Rome" : `write ${known}`;
  return [{ code: "schedule-time-zone", got: name, expected: "an IANA time zone", fix, source: ZONES }];
}

/** The zone in the spelling of the IANA list, undefined when there is no such zone. */
function knownTimeZone(name: string): string | undefined {
  if (name === "UTC" || name === "GMT") {
    return name;
  }
  // newer runtimes also take offsets such as +01:00, which EventBridge Scheduler does not
  if (!/^[A-Za-z]/.test(name)) {
    return undefined;
  }
  try {
    const canonical = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    const differsInCaseOnly = canonical.toLowerCase() === name.toLowerCase();
    // an alias such as US/Eastern resolves to another name, so its own spelling cannot be looked up
    return differsInCaseOnly ? canonical : isCapitalised(name) ? name : undefined;
  } catch {
    return undefined;
  }
}

function isCapitalised(name: string): boolean {
  return /^[A-Z]/.test(name);
}
