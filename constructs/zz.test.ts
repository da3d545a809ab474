import { test } from "vitest";
import { examine } from "../checks/check";
import { build as a } from "../examples/web-and-worker/main";
import { build as b } from "../examples/highly-available/main";
import { formatFinding } from "./rules/finding";
test("x", () => {
  for (const build of [a, b]) {
    const r = examine(build(`/tmp/mine/chk-${Math.random()}`));
    console.log(r.findings.map((f) => `${f.severity} ${formatFinding(f)}`).join("\n"));
    console.log(JSON.stringify(Object.keys(r)), r.accepted?.length);
    const c = (r as unknown as Record<string, unknown>).cost ?? (r as unknown as Record<string, unknown>).estimate;
    console.log(JSON.stringify(c)?.slice(0, 5000));
  }
}, 60000);
