import { describe, expect, test } from "vitest";
import { findPostgres, type StopMode } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { waitFor } from "../../shared/testing/wait-for";
import { apiToken, startBackend } from "../testing/backend-process";
import { type LoadRequest, load, type Outcome, send } from "../testing/load";
import { useBackendBundle } from "../testing/use-backend";

const SECONDS = Number(process.env.STOWAGE_LOAD_SECONDS ?? 8);
const authorization = `Bearer ${apiToken}`;
const { reason } = findPostgres();

describe.skipIf(reason !== undefined || process.platform !== "linux")(
  `an outage of the database ${reason ?? ""}`,
  () => {
    const postgres = usePostgres();
    const program = useBackendBundle();

    test.for([
      "fast",
      "immediate",
    ] as const)(`under load costs answers of 503 with Retry-After and nothing else (%s stop, ${SECONDS} s)`, async (mode: StopMode) => {
      const name = await postgres().createDatabase();
      const environment = { DATABASE_SECRET: postgres().secret(name), LOG_LEVEL: "error" };
      const backend = await startBackend({ program: program(), environment });
      const strange: Outcome[] = [];
      const statuses = new Map<number, number>();
      const acknowledged: string[] = [];
      let count = 0;
      let slowest = 0;
      const next = (): LoadRequest => {
        const headers = { authorization, "content-type": "application/json" };
        const watch = {
          name: `w${++count}`,
          url: "https://x/",
          itemSelector: "li",
          titleSelector: "a",
          linkSelector: "a",
        };
        if (count % 3 === 0) return { method: "GET", path: "/v1/items", headers };
        return { method: "POST", path: "/v1/watches", headers, body: JSON.stringify(watch) };
      };
      const loading = load({
        port: backend.port,
        clients: 20,
        next,
        signal: AbortSignal.timeout(SECONDS * 1000),
        onOutcome: (request, outcome, milliseconds) => {
          slowest = Math.max(slowest, milliseconds);
          if (outcome.kind !== "answered") return void strange.push(outcome);
          statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
          const polite = outcome.status === 503 && outcome.headers["retry-after"] === "2";
          if (outcome.status >= 300 && !polite) strange.push(outcome);
          if (outcome.status === 201) acknowledged.push(JSON.parse(request.body ?? "{}").name);
        },
      });
      await new Promise((resolve) => setTimeout(resolve, SECONDS * 300));
      await postgres().stop(mode);
      await waitFor("the backend to notice", async () => (await fetch(`${backend.url}/readyz`)).status === 503);
      expect((await fetch(`${backend.url}/healthz`)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, SECONDS * 200));
      await postgres().start();
      const started = performance.now();
      await waitFor("the backend to recover", async () => (await fetch(`${backend.url}/readyz`)).ok, 5_000, 10);
      const recovery = Math.round(performance.now() - started);
      await loading;

      const summary = { mode, ...Object.fromEntries(statuses), recoveryMs: recovery, slowestMs: Math.round(slowest) };
      process.stdout.write(`outage under load: ${JSON.stringify(summary)}\n`);
      expect(strange).toEqual([]);
      expect([...statuses.keys()].sort()).toEqual([200, 201, 503]);
      const { rows } = await postgres().run("select name from watches", name);
      const stored = new Set(rows.map((row) => row.name));
      expect(acknowledged.filter((watch) => !stored.has(watch))).toEqual([]);
      expect(backend.log().filter(({ msg }) => msg === "unexpected error")).toEqual([]);
      backend.kill("SIGTERM");
      expect(await backend.ended).toBe(0);
    });

    test("at the start makes the backend wait, alive, until the database is there", async () => {
      const name = await postgres().createDatabase();
      await postgres().stop();
      const environment = { DATABASE_SECRET: postgres().secret(name), LOG_LEVEL: "error" };
      const backend = await startBackend({ program: program(), environment, until: "/healthz" });
      const headers = { authorization };
      expect(await send(backend.port, { method: "GET", path: "/v1/watches", headers })).toMatchObject({ status: 503 });
      await postgres().start();
      await waitFor("the backend to be ready", async () => (await fetch(`${backend.url}/readyz`)).ok, 5_000);
      expect(await send(backend.port, { method: "GET", path: "/v1/watches", headers })).toMatchObject({ status: 200 });
      backend.kill("SIGTERM");
      expect(await backend.ended).toBe(0);
    });
  },
);
