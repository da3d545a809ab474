import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../shared/testing/postgres";
import { usePostgres } from "../../shared/testing/use-postgres";
import { apiToken } from "../testing/backend-process";
import { type ApiDocument, type GeneratedRequest, requestsOf } from "../testing/openapi-requests";
import { openTestApp, type TestApp } from "../testing/test-app";

/** More with STOWAGE_FUZZ_REQUESTS. */
const REQUESTS = Number(process.env.STOWAGE_FUZZ_REQUESTS ?? 4_000);

/** Traces of the inside that must not reach a client. */
const INSIDE =
  /\bat .*\(?\S+\.(ts|js|cjs|mjs):\d+|node_modules|\bselect ".*" from\b|syntax error at|violates .* constraint/;

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`requests made from the OpenAPI document ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  let document: ApiDocument;
  /** Ids in generated requests, and what they stand for: a thing that was removed is replaced by a new one. */
  const live = new Map<string, string>();

  const create = async (slot: string): Promise<void> => {
    const watch = { url: "https://x/", itemSelector: "li", titleSelector: "a", linkSelector: "a" };
    const subscription = { email: `${randomUUID()}@example.com` };
    const answer = slot.startsWith("a")
      ? await app.send("POST", "/v1/watches", watch)
      : await app.send("POST", "/v1/subscriptions", subscription);
    live.set(slot, ((await answer.json()) as { id: string }).id);
  };

  beforeAll(async () => {
    app = await openTestApp(postgres());
    document = (await (await app.app.request("/openapi.json")).json()) as ApiDocument;
    for (const first of ["a", "a", "b", "b"]) await create(first + randomUUID().slice(1));
    return () => app.database.close();
  });

  async function send({ method, path, body, contentType }: GeneratedRequest): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${apiToken}` };
    if (contentType !== undefined) headers["content-type"] = contentType;
    const slot = [...live.keys()].find((key) => path.includes(key));
    const real = slot === undefined ? path : path.replaceAll(slot, live.get(slot) ?? "");
    const answer = await app.app.request(real, { method, headers, ...(body === undefined ? {} : { body }) });
    if (slot !== undefined && answer.status === 204) await create(slot);
    return answer;
  }

  test(`never get a 500, an answer the document does not know, or a look inside (${REQUESTS} requests)`, async () => {
    const statuses = new Map<string, number>();
    const property = fc.asyncProperty(requestsOf(document, [...live.keys()]), async (request) => {
      const answer = await send(request);
      const text = await answer.text();
      const key = `${request.method} ${answer.status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
      expect(Object.keys(request.operation.responses), `${request.path}: ${text}`).toContain(String(answer.status));
      expect(answer.status, text).toBeLessThan(500);
      expect(text).not.toMatch(INSIDE);
      if (answer.status >= 400) expect(answer.headers.get("content-type")).toBe("application/problem+json");
    });
    await fc.assert(property, { numRuns: REQUESTS });
    process.stdout.write(`fuzz: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`);
    // The requests were neither all refused nor all accepted.
    for (const key of [
      "GET 200",
      "GET 400",
      "POST 201",
      "POST 400",
      "POST 415",
      "PATCH 200",
      "PATCH 400",
      "DELETE 204",
    ]) {
      expect(statuses.get(key) ?? 0, `${key} in ${JSON.stringify([...statuses])}`).toBeGreaterThan(0);
    }
  });

  test("may have any path, query, method and header", async () => {
    const anyPath = fc
      .string({ unit: "binary", maxLength: 100 })
      .map((path) => `/${encodeURI(Buffer.from(path).toString())}`);
    const known = fc.constantFrom(
      "/",
      "/v1/items",
      "/confirm",
      "/unsubscribe",
      "/subscribe",
      "/healthz",
      "/openapi.json",
    );
    const path = fc
      .tuple(fc.oneof(anyPath, known), fc.webQueryParameters())
      .map(([start, query]) => `${start}?${query}`);
    const method = fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    const header = fc.string({ unit: "grapheme-ascii", maxLength: 200 });
    const property = fc.asyncProperty(path, method, header, header, async (where, how, authorization, other) => {
      const headers = {
        authorization,
        "x-forwarded-for": other,
        "content-type": other,
        cookie: other,
        "x-request-id": other,
      };
      const answer = await app.app.request(where, { method: how, headers, ...(how === "POST" ? { body: other } : {}) });
      expect(answer.status).toBeLessThan(500);
      expect(await answer.text()).not.toMatch(INSIDE);
    });
    await fc.assert(property, { numRuns: REQUESTS / 2 });
  });
});
