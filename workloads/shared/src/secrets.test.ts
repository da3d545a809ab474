import { createServer } from "node:http";
import { afterEach, describe, expect, test, vi } from "vitest";
import { Logger } from "./log";
import { CachedSecrets } from "./secrets";

function harness(options: { ttlMs?: number; refreshPauseMs?: number } = {}) {
  let version = 0;
  let time = 0;
  const fetch = vi.fn(async (id: string) => `${id}-value-${++version}`);
  const secrets = new CachedSecrets({ fetch, ttlMs: 1_000, refreshPauseMs: 0, now: () => time, ...options });
  return { secrets, fetch, pass: (ms: number) => (time += ms) };
}

describe("cached secrets", () => {
  test("are read once until they expire", async () => {
    const { secrets, fetch, pass } = harness();
    expect([await secrets.get("a"), await secrets.get("a")]).toEqual(["a-value-1", "a-value-1"]);
    pass(1_000);
    expect(await secrets.get("a")).toBe("a-value-2");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test("are read again on demand", async () => {
    const { secrets } = harness();
    await secrets.get("a");
    expect(await secrets.refresh("a")).toBe("a-value-2");
    expect(await secrets.get("a")).toBe("a-value-2");
  });

  test("share one call between those who ask at the same time", async () => {
    const { secrets, fetch } = harness();
    await Promise.all([secrets.get("a"), secrets.get("a"), secrets.refresh("a")]);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test("do not let repeated failures become a storm of calls", async () => {
    const { secrets, fetch, pass } = harness({ refreshPauseMs: 100 });
    for (let attempt = 0; attempt < 50; attempt++) await secrets.refresh("a");
    expect(fetch).toHaveBeenCalledTimes(1);
    pass(100);
    await secrets.refresh("a");
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  test("stay in use when the store does not answer, and fail when there was never a value", async () => {
    const { secrets, fetch, pass } = harness();
    await secrets.get("a");
    pass(1_000);
    fetch.mockRejectedValue(new Error("store is away"));
    expect(await secrets.get("a")).toBe("a-value-1");
    await expect(secrets.get("b")).rejects.toThrow("store is away");
  });

  test("are known to the log from then on", async () => {
    const lines: string[] = [];
    const logger = new Logger({ service: "x", write: (line) => lines.push(line) });
    await new CachedSecrets({ fetch: async () => "a-long-secret", logger }).get("a");
    logger.info("it was a-long-secret");
    expect(lines[0]).not.toContain("a-long-secret");
  });
});

describe("AWS Secrets Manager", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("is asked at AWS_ENDPOINT_URL for the current value", async () => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += chunk));
      request.on("end", () => {
        asked.push(request.headers["x-amz-target"], JSON.parse(body));
        response.setHeader("content-type", "application/x-amz-json-1.1").end('{"SecretString":"from-the-store"}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no address");
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
      AWS_REGION: "eu-central-1",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "x",
    })) {
      vi.stubEnv(name, value);
    }
    expect(await new CachedSecrets().get("arn:a")).toBe("from-the-store");
    expect(asked).toEqual(["secretsmanager.GetSecretValue", { SecretId: "arn:a" }]);
    await new Promise((resolve) => server.close(resolve));
  });
});
