import { existsSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { test } from "vitest";
import { live } from "./testing/life";

test("keep", async () => {
  const name = process.env.KEEP!;
  const { build } = (await import(`./${name}/main`)) as typeof import("./web-and-worker/main");
  const variables = name === "web-and-worker" ? { [name]: { sign_in_client_secret: "a-secret-of-the-test" } } : {};
  const report = await live({
    build,
    variables,
    look: async ({ aws: _a, signal: _s, ...system }) => {
      writeFileSync(`/tmp/mine/${name}.system.json`, JSON.stringify(system));
      while (!existsSync(`/tmp/mine/${name}.done`)) await sleep(500);
    },
  });
  console.log(
    report.steps
      .map((s) => `${s.stack} ${s.name} ${s.outcome} ${s.seconds.toFixed(1)} ${s.detail.split("\n")[0]}`)
      .join("\n"),
  );
}, 3_000_000);
