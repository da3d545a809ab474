import { spawn } from "node:child_process";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { waitFor } from "../../shared/testing/wait-for";
import { apiToken, type BackendProcess, startBackend } from "../testing/backend-process";
import { useBackendBundle } from "../testing/use-backend";

const { reason } = findPostgres();
const authorization = `Authorization: Bearer ${apiToken}\r\n`;

/** What a client may put on a connection, and the status it is answered with; undefined when it gets none. */
const wires: readonly (readonly [string, string, number | undefined])[] = [
  ["noise", "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n", 400],
  ["a request without a host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
  ["a host that is none", "GET / HTTP/1.1\r\nHost: a b\\\r\n\r\n", 400],
  ["a path with a backslash", "GET /\\evil HTTP/1.1\r\nHost: x\r\n\r\n", 400],
  ["an absolute address", "GET http://other/healthz HTTP/1.1\r\nHost: x\r\n\r\n", 200],
  ["a broken escape", `GET /v1/watches/%ff%fe%zz HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`, 400],
  ["two lengths", "POST /v1/watches HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400],
  ["length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
  ["headers of 100 kB", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(100_000)}\r\n\r\n`, 431],
  [
    "a length above the limit",
    `POST /v1/watches HTTP/1.1\r\nHost: x\r\n${authorization}Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n`,
    413,
  ],
  ["a method nobody knows", "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", 400],
  [
    "half a body, then nothing",
    `POST /v1/watches HTTP/1.1\r\nHost: x\r\n${authorization}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"a"`,
    undefined,
  ],
  [
    "half a form, then nothing",
    "POST /unsubscribe?token=x HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\na=",
    undefined,
  ],
];

/** Writes, waits for an answer or `patienceMs`, and hangs up. */
function exchange(port: number, text: string, patienceMs: number): Promise<string> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
    const end = () => {
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(end, patienceMs);
    socket.on("data", (chunk) => {
      answer += chunk;
      clearTimeout(timer);
      end();
    });
    socket.on("error", end);
    socket.on("close", end);
  });
}

describe.skipIf(reason !== undefined || process.platform !== "linux")(`the backend on the wire ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  const program = useBackendBundle();

  const start = async (change: Record<string, string> = {}): Promise<BackendProcess> => {
    const secret = postgres().secret(await postgres().createDatabase());
    return startBackend({
      program: program(),
      environment: { DATABASE_SECRET: secret, LOG_LEVEL: "debug", ...change },
    });
  };
  const health = (url: string) =>
    new Promise<number | null>((resolve) => {
      const file = program().replace("main.cjs", "healthcheck.cjs");
      spawn(process.execPath, [file], { env: { PORT: new URL(url).port } }).once("exit", resolve);
    });

  test("survives whatever is sent, never answers 500, and logs nothing but JSON", async () => {
    const backend = await start();
    for (const [name, text, status] of wires) {
      const answer = await exchange(backend.port, text, status === undefined ? 200 : 5_000);
      const got = /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1];
      if (status !== undefined) expect([name, Number(got)]).toEqual([name, status]);
      expect(Number(got ?? 0), name).not.toBe(500);
    }
    await waitFor("the abandoned requests to end", async () => (await fetch(`${backend.url}/readyz`)).ok);
    expect(backend.log().filter(({ level }) => level === "error")).toEqual([]);
    expect(JSON.stringify(backend.log())).not.toContain(apiToken);
    backend.kill("SIGTERM");
    expect(await backend.ended).toBe(0);
  });

  test("is healthy while it runs, also without its database, and not when it is gone", async () => {
    const backend = await start();
    expect(await health(backend.url)).toBe(0);
    await postgres().stop();
    expect(await health(backend.url)).toBe(0);
    await postgres().start();
    backend.kill("SIGTERM");
    await backend.ended;
    expect(await health(backend.url)).toBe(1);
  });
});
