import { expect, test } from "vitest";
import { faults, live, missingTools } from "../testing/life";
import { build } from "./main";

const missing = await missingTools();

test.skipIf(missing !== undefined)(missing === undefined ? "one-box lives" : `skipped: ${missing}`, async () => {
  const report = await live({ build, look: async () => {} });
  console.log(
    report.steps.map((s) => `${s.stack} ${s.name} ${s.outcome} ${s.seconds} ${s.detail.split("\n")[0]}`).join("\n"),
  );
  expect(faults(report)).toEqual([]);
});
