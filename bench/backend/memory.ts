import { spawnSync } from "node:child_process";
import { join } from "node:path";
import autocannon from "autocannon";
import { apiToken, startBackend } from "../../workloads/backend/testing/backend-process";
import { backendFlags } from "./contestants";

/** What is asked of the backend while its memory is watched: its most expensive answers. */
const mix = [
  { method: "GET", path: "/v1/items?limit=100" },
  { method: "GET", path: "/" },
  {
    method: "POST",
    path: "/v1/watches",
    body: JSON.stringify({
      name: "x".repeat(200),
      url: "https://x/",
      itemSelector: "li:has(a)",
      titleSelector: "a",
      linkSelector: "a",
    }),
  },
  { method: "GET", path: "/openapi.json" },
] as const;

/** Resident memory of the backend at rest and at its worst, and of its health check, as a table. */
export async function memoryTable(root: string, secret: string, seconds: number): Promise<string> {
  const folder = join(root, ".build/workloads/backend");
  const rows: string[] = [];
  for (const flags of [backendFlags, []]) {
    const environment = { DATABASE_SECRET: secret, PAGE_ACCESS: "public", LOG_LEVEL: "error" };
    const backend = await startBackend({ program: join(folder, "main.cjs"), environment, nodeFlags: flags });
    const idle = backend.memory().now;
    const headers = { authorization: `Bearer ${apiToken}`, "content-type": "application/json" };
    for (const connections of [10, 200]) {
      await autocannon({
        url: backend.url,
        connections,
        duration: seconds * 2,
        requests: mix.map((request) => ({ ...request, headers })),
      });
    }
    rows.push(`| backend ${flags.join(" ")} | ${idle.toFixed(0)} | ${backend.memory().peak.toFixed(0)} |`);
    if (flags.length > 0) rows.push(`| its health check | | ${healthCheckPeak(folder, backend.url).toFixed(0)} |`);
    backend.kill("SIGTERM");
    await backend.ended;
  }
  return [
    "\nMemory in MiB, mixed load from 10 and from 200 connections",
    "",
    "| program | at rest | peak |",
    "|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

/** Of a process of its own that lives for a moment beside the backend, in the same container. */
function healthCheckPeak(folder: string, url: string): number {
  const watch = "process.on('exit', () => console.log(process.resourceUsage().maxRSS)); require(process.argv[1])";
  const env = { PATH: process.env.PATH, PORT: new URL(url).port };
  const { stdout } = spawnSync(process.execPath, ["-e", watch, join(folder, "healthcheck.cjs")], {
    env,
    encoding: "utf8",
  });
  return Number(stdout) / 1024;
}
