import { spawn } from "node:child_process";
import autocannon from "autocannon";
import { describe, expect, test } from "vitest";
import { createMemoryCgroup } from "../../shared/testing/memory-cgroup";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { apiToken, startBackend } from "../testing/backend-process";
import { useBackendBundle } from "../testing/use-backend";

/**
 * The container's memory, see docs/workloads-backend.md; enforced by the kernel where this machine allows that. Node sizes its
 * heap by it, so the numbers are those of a container only where it is enforced.
 */
const CONTAINER_MIB = 192;

/** Failed health checks in a row after which Amazon ECS stops a container: `retries`, 3 by default. */
const FAILURES_TO_RESTART = 3;

/** The most expensive answers there are. */
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
  { method: "POST", path: "/v1/watches", body: `"${"x".repeat(60_000)}"` },
  { method: "GET", path: "/openapi.json" },
] as const;

const items = `
  insert into watches (url, item_selector, title_selector, link_selector) values ('https://x/', 'li', 'a', 'a');
  insert into items (watch_id, fingerprint, title, link, price_minor, currency)
    select id, n::text, repeat('An item with a long title ', 10) || n, 'https://x/' || n, n, 'EUR' from watches, generate_series(1, 500) n`;

const { reason } = findPostgres();

describe.skipIf(reason !== undefined || process.platform !== "linux")(`memory of the backend ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  const program = useBackendBundle();

  test(`stays within ${CONTAINER_MIB} MiB under load from 200 connections, health checks included`, async () => {
    const name = await postgres().createDatabase();
    const group = createMemoryCgroup(CONTAINER_MIB);
    const environment = { DATABASE_SECRET: postgres().secret(name), PAGE_ACCESS: "public", LOG_LEVEL: "error" };
    const backend = await startBackend({
      program: program(),
      environment,
      entrance: group?.entrance,
    });
    await postgres().run(items, name);
    const rest = backend.memory().now;
    const checks = checkHealth(program().replace("main.cjs", "healthcheck.cjs"), backend.port, group?.entrance);
    const headers = { authorization: `Bearer ${apiToken}`, "content-type": "application/json" };
    for (const connections of [10, 200]) {
      const requests = mix.map((request) => ({ ...request, headers }));
      await autocannon({ url: backend.url, connections, duration: 5, requests });
    }
    expect(await checks.stop(), "failures in a row").toBeLessThan(FAILURES_TO_RESTART);
    const { peak } = backend.memory();
    backend.kill("SIGTERM");
    expect(await backend.ended).toBe(0);
    const charged = group === undefined ? "" : `, ${group.peakMiB()} MiB charged of ${CONTAINER_MIB}`;
    group?.remove();
    process.stdout.write(`backend: ${rest} MiB at rest, ${peak} MiB at its peak${charged}\n`);
    if (group !== undefined) expect(peak).toBeLessThan(CONTAINER_MIB);
  });
});

/** Runs one health check after another, in the same container, and tells how many failed in a row at worst. */
function checkHealth(file: string, port: number, entrance: string | undefined) {
  let stopped = false;
  const once = () =>
    new Promise<number>((resolve) => {
      const enter = entrance === undefined ? "" : `echo $$ > "${entrance}" && `;
      const child = spawn("sh", ["-c", `${enter}exec "$0" "$1"`, process.execPath, file], {
        env: { PORT: String(port) },
      });
      child.once("exit", (status) => resolve(status ?? 1));
    });
  const loop = async () => {
    let worst = 0;
    let inRow = 0;
    while (!stopped) {
      inRow = (await once()) === 0 ? 0 : inRow + 1;
      worst = Math.max(worst, inRow);
    }
    return worst;
  };
  const running = loop();
  return {
    stop: () => {
      stopped = true;
      return running;
    },
  };
}
