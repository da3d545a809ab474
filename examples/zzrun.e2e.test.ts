import { readFileSync } from "node:fs";
import { test } from "vitest";
import { emulatorClients } from "../ops/rehearsal/aws-clients";
import { look } from "./web-and-worker/zzlook";
test("look", async () => {
  const system = JSON.parse(readFileSync("/tmp/mine/web-and-worker.system.json", "utf8"));
  await look({ ...system, aws: emulatorClients(system), signal: new AbortController().signal });
});
