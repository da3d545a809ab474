import { describe, expect, test } from "vitest";
import { BROKEN_SYSTEMS } from "./broken-systems";
import { codesOf, reportOn } from "./sound-parts";

describe("a broken system gets exactly its code", () => {
  test.each(
    BROKEN_SYSTEMS.map((system) => [system.pitfall ?? "-", system.code, system.title, system] as const),
  )("%s %s: %s", (_pitfall, code, _title, system) => {
    const report = reportOn(system);
    expect(codesOf(report, system.info === true ? "info" : "warning")).toEqual([code, ...(system.also ?? [])].sort());
  });
});
