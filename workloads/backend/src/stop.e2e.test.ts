import { connect } from "node:net";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { waitFor } from "../../shared/testing/wait-for";
import { apiToken, startBackend } from "../testing/backend-process";
import { type LoadRequest, load, type Outcome, send } from "../testing/load";
import { useBackendBundle } from "../testing/use-backend";

/** The issue asks for 30; the suite makes do with less. */
const SECONDS = Number(process.env.STOWAGE_LOAD_SECONDS ?? 8);

const authorization = `Bearer ${apiToken}`;
const list: LoadRequest = { method: "GET", path: "/v1/watches?limit=10", headers: { authorization } };
const health: LoadRequest = { method: "GET", path: "/healthz" };
const { reason } = findPostgres();

describe.skipIf(reason !== undefined || process.platform !== "linux")(`the end of the backend ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  const program = useBackendBundle();

  const start = async (change: Record<string, string> = {}, port?: number) => {
    const database = change.DATABASE_SECRET ?? postgres().secret(await postgres().createDatabase());
    const environment = { LOG_LEVEL: "warn", ...change, DATABASE_SECRET: database };
    return startBackend({ program: program(), environment, ...(port === undefined ? {} : { port }) });
  };

  test(`loses no request that was accepted when it is told to stop under load (${SECONDS} s)`, async () => {
    const secret = postgres().secret(await postgres().createDatabase());
    const first = await start({ DATABASE_SECRET: secret, LOG_LEVEL: "info" });
    const outcomes = new Map<string, number>();
    const lost: Outcome[] = [];
    const acknowledged: string[] = [];
    let count = 0;
    const next = (): LoadRequest => {
      const name = `w${++count}`;
      const body = JSON.stringify({
        name,
        url: "https://x/",
        itemSelector: "li",
        titleSelector: "a",
        linkSelector: "a",
      });
      const headers = { authorization, "content-type": "application/json" };
      return count % 4 === 0 ? { method: "POST", path: "/v1/watches", headers, body } : list;
    };
    const stop = AbortSignal.timeout(SECONDS * 1000);
    const loading = load({
      port: first.port,
      clients: 50,
      next,
      signal: stop,
      onOutcome: (request, outcome) => {
        const key = outcome.kind === "answered" ? String(outcome.status) : outcome.kind;
        outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
        if (outcome.kind === "lost") lost.push(outcome);
        if (outcome.kind === "answered" && outcome.status === 201)
          acknowledged.push(JSON.parse(request.body ?? "{}").name);
      },
    });
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 500));
    const asked = performance.now();
    first.kill("SIGTERM");
    expect(await first.ended).toBe(0);
    const took = performance.now() - asked;
    const second = await start({ DATABASE_SECRET: secret }, first.port);
    await loading;
    process.stdout.write(
      `stop under load: ${JSON.stringify({ ...Object.fromEntries(outcomes), tookMs: Math.round(took) })}\n`,
    );
    expect(lost).toEqual([]);
    const closed = first.log().find(({ msg }) => msg === "server closed");
    expect(closed?.received).toBe(closed?.answered);
    expect([...outcomes.keys()].sort()).toEqual(["200", "201", "refused"]);
    const database = JSON.parse(secret).dbname as string;
    const stored = await postgres().run("select name from watches", database);
    const names = new Set(stored.rows.map(({ name }) => name));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    second.kill("SIGTERM");
    await second.ended;
  });

  /** Holds every request for watches back until it is released. */
  async function lockWatches(database: string): Promise<() => Promise<void>> {
    const client = new pg.Client({ connectionString: postgres().url(database) });
    await client.connect();
    await client.query("begin; lock table watches");
    return async () => {
      await client.query("commit");
      await client.end();
    };
  }

  const waitingRequests = async () => (await postgres().run("select 1 from pg_locks where not granted")).rowCount;

  test("finishes what has begun, be it a slow query or half a request, and refuses new connections meanwhile", async () => {
    const name = await postgres().createDatabase();
    const backend = await start({ DATABASE_SECRET: postgres().secret(name) });
    const release = await lockWatches(name);
    const slow = send(backend.port, list);
    await waitFor("the request to wait", async () => (await waitingRequests()) === 1);
    const half = connect(backend.port, "127.0.0.1");
    half.write("GET /readyz HTTP/1.1\r\nHost: x\r\n");
    await waitFor("half a request to arrive", async () => (await send(backend.port, health)).kind === "answered");

    backend.kill("SIGTERM");
    await waitFor("new connections to be refused", async () => (await send(backend.port, health)).kind === "refused");
    half.write("\r\n");
    const answer = await new Promise<string>((resolve) => half.once("data", (chunk) => resolve(chunk.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nconnection: close\r\n[\s\S]*the process is stopping/i);
    await release();
    expect(await slow).toMatchObject({ kind: "answered", status: 200, headers: { connection: "close" } });
    expect(await backend.ended).toBe(0);
  });

  test("comes by force, with status 1, when a request does not end within the stop timeout", async () => {
    const name = await postgres().createDatabase();
    const backend = await start({ DATABASE_SECRET: postgres().secret(name), STOP_TIMEOUT_SECONDS: "1" });
    const release = await lockWatches(name);
    const slow = send(backend.port, list);
    await waitFor("the request to wait", async () => (await waitingRequests()) === 1);
    backend.kill("SIGTERM");
    expect(await backend.ended).toBe(1);
    expect((await slow).kind).toBe("lost");
    expect(backend.log().at(-1)).toMatchObject({ msg: "stop timeout reached, leaving with work unfinished" });
    await release();
  });

  test("comes at once, with every bad variable, when the environment is wrong", async () => {
    await expect(start({ PORT: "x", LOG_LEVEL: "loud", PAGE_ACCESS: "maybe" })).rejects.toThrow(
      /LOG_LEVEL[\s\S]*PAGE_ACCESS/,
    );
  });
});
