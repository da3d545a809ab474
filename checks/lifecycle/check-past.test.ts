import { expect, test } from "vitest";
import { RefreshSchedule } from "../../constructs/scaling/refresh-schedule";
import { codesOf, NOBODY, reportOn, soundParts } from "../../test/corpus/sound-parts";

const judged = (schedule: "at(2026-11-27T17:00:00)", now?: string) =>
  codesOf(
    reportOn({
      build: (stack) => {
        const { fleet } = soundParts(stack, { fleet: { max: 2 } });
        new RefreshSchedule(stack, "refresh", { fleet, schedule, timeZone: "Europe/Rome", alarms: NOBODY });
      },
      ...(now === undefined ? {} : { options: { now: new Date(now) } }),
    }),
  );

test("a time is over after its minute in its own zone, and is not judged without a clock", () => {
  expect(judged("at(2026-11-27T17:00:00)", "2026-11-27T15:59:00Z")).toEqual([]);
  expect(judged("at(2026-11-27T17:00:00)", "2026-11-27T16:01:00Z")).toEqual(["schedule-past"]);
  expect(judged("at(2026-11-27T17:00:00)")).toEqual([]);
});
