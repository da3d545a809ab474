import { beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { apiToken } from "../testing/backend-process";
import { openTestApp, type TestApp } from "../testing/test-app";
import { BODY_LIMIT } from "./app";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`the application ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp(postgres());
    return () => app.database.close();
  });

  test("asks for a token everywhere under /v1 and nowhere else but where the page is protected", async () => {
    for (const path of ["/v1/watches", "/v1/items", "/v1/subscriptions", "/v1/runs", "/v1/nothing", "/v1/"]) {
      expect((await app.app.request(path)).status, path).toBe(401);
    }
    for (const path of ["/healthz", "/readyz", "/openapi.json", "/icon.svg", "/"]) {
      expect((await app.app.request(path)).status, path).toBe(200);
    }
  });

  test("answers with Problem Details when there is nothing, the method is wrong or the body is no JSON", async () => {
    const cases = [
      [await app.send("GET", "/v1/nothing"), 404],
      [await app.send("GET", "/nothing"), 404],
      [await app.send("PUT", "/v1/watches", {}), 405],
      [await app.send("DELETE", "/healthz"), 405],
      [await app.send("POST", "/v1/watches", "{"), 400],
      [await app.send("POST", "/v1/watches", "[]"), 400],
      [await app.send("POST", "/v1/watches", "x", { "content-type": "text/plain" }), 415],
      [await app.send("POST", "/v1/watches"), 400],
    ] as const;
    for (const [answer, status] of cases) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
      expect(await answer.json()).toMatchObject({ type: "about:blank", status, detail: expect.any(String) });
    }
    expect((await app.send("PUT", "/v1/watches", {})).headers.get("allow")).toBe("GET, HEAD, POST");
  });

  test("reads bodies up to the limit only, with and without a length", async () => {
    const body = JSON.stringify({ name: "x".repeat(BODY_LIMIT) });
    expect((await app.send("POST", "/v1/watches", body)).status).toBe(413);
    const stream = new Blob([body]).stream();
    const headers = {
      authorization: `Bearer ${apiToken}`,
      "content-type": "application/json",
      "transfer-encoding": "chunked",
    };
    const request = new Request("http://x/v1/watches", { method: "POST", body: stream, headers, duplex: "half" });
    expect((await app.app.request(request)).status).toBe(413);
  });

  test("sends headers that let nothing be run, framed, sniffed or kept", async () => {
    for (const path of ["/", "/v1/watches", "/nothing", "/confirm"]) {
      const { headers } = await app.send("GET", path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy, path).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  test("logs every request with its id and never a token, a query or a password", async () => {
    const answer = await app.send("GET", "/v1/watches?limit=1", undefined, { "x-request-id": "my-request" });
    expect(answer.headers.get("x-request-id")).toBe("my-request");
    const entries = app.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(entries.find(({ requestId }) => requestId === "my-request")).toMatchObject({
      msg: "request",
      method: "GET",
      path: "/v1/watches",
      status: 200,
    });
    const injected = await app.send("GET", "/healthz", undefined, { "x-request-id": "a b" });
    expect(injected.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    await app.app.request("/confirm?token=abc.def.ghi");
    const everything = app.lines.join("");
    expect(everything).not.toContain(apiToken);
    expect(everything).not.toContain("abc.def.ghi");
    expect(everything).not.toContain(postgres().password);
  });

  test("describes every route it has, and only those", async () => {
    const document = (await (await app.app.request("/openapi.json")).json()) as {
      openapi: string;
      paths: Record<string, object>;
    };
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    const routes = app.app.routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/v1"));
    expect(new Set(described)).toEqual(new Set(routes.map(({ method, path }) => `${method} ${path}`)));
    expect(document.openapi).toBe("3.1.0");
  });

  test("limits requests by client and says when to come back, but never its health checks", async () => {
    const limited = await openTestApp(postgres(), { RATE_LIMIT_PER_MINUTE: 8 });
    const statuses = [];
    for (let request = 0; request < 4; request++) statuses.push((await limited.send("GET", "/v1/runs")).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    const refused = await limited.send("GET", "/v1/runs");
    expect(refused.headers.get("retry-after")).toBe("8");
    expect((await limited.send("GET", "/healthz")).status).toBe(200);
    limited.clock.now = new Date(limited.clock.now.getTime() + 8_000);
    expect((await limited.send("GET", "/v1/runs")).status).toBe(200);
    await limited.database.close();
  });

  test("answers 503 with Retry-After, in JSON and as a page, while the database is away", async () => {
    const away = await openTestApp(postgres());
    await away.database.close();
    for (const [path, accept] of [
      ["/v1/watches", "application/json"],
      ["/readyz", "*/*"],
      ["/", "text/html"],
    ] as const) {
      const answer = await away.send("GET", path, undefined, { accept });
      expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "2"]);
      expect(answer.headers.get("content-type")).toMatch(accept === "text/html" ? /^text\/html/ : /problem\+json/);
      expect(await answer.text()).not.toMatch(/at .*\.ts|ECONNREFUSED|kysely|driver/i);
    }
    expect((await away.send("GET", "/healthz")).status).toBe(200);
  });

  test("hides what went wrong inside, and logs it", async () => {
    const broken = await openTestApp(postgres());
    const client = await broken.database.connect();
    await client.query("alter table runs rename to gone");
    await client.end();
    const answer = await broken.send("GET", "/v1/runs");
    const text = await answer.text();
    expect([answer.status, text]).toEqual([500, expect.not.stringMatching(/relation|select|node_modules/)]);
    const { requestId } = JSON.parse(text) as { requestId: string };
    expect(
      broken.lines.find((line) => line.includes(requestId) && line.includes('relation \\"runs\\" does not exist')),
    ).toBeDefined();
    await broken.database.close();
  });
});
