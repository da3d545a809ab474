import { mkdtempSync } from "node:fs";
import { test } from "vitest";
import { check } from "../checks/check";
import { rehearse } from "../ops/rehearsal/rehearse";
import { buildSystem } from "../stacks/system";
import { environmentNamed } from "../environments/environment";
import { build as eventDriven } from "./event-driven/main";
import { build as highly } from "./highly-available/main";
import { build as web } from "./web-and-worker/main";
const all: [string, (o: string) => import("cdktf").App, object][] = [
  ["dev", (o) => buildSystem(environmentNamed("dev"), o).app, {}],
  ["event-driven", eventDriven, {}],
  ["highly-available", highly, {}],
  ["web-and-worker", web, { "web-and-worker": { sign_in_client_secret: "x-y-z-secret" } }],
];
test.each(all)("%s", async (name, build, variables) => {
  const out = `${mkdtempSync("/tmp/zzreq-")}/out`;
  const app = build(out); app.synth();
  const report = await rehearse({ projectRoot: process.cwd(), synthesized: out, variables: variables as {}, requestLog: `/tmp/reqs/${name}.jsonl`, print: () => {}, parallel: 1 });
  console.log(name, report.outcome, report.steps.filter((s) => s.outcome !== "passed").map((s) => s.name + s.detail.slice(0, 300)));
}, 900_000);
