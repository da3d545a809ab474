import type { OpenAPIHono } from "@hono/zod-openapi";
import { migrate } from "../../shared/src/database/migrate";
import { type OpenedDatabase, openDatabase } from "../../shared/src/database/pool";
import { Logger } from "../../shared/src/log";
import { TokenSigner } from "../../shared/src/tokens";
import type { PostgresServer } from "../../shared/testing/postgres";
import { createApp } from "../src/app";
import type { AppEnv, Dependencies } from "../src/dependencies";
import { apiToken, signingKey } from "./backend-process";

export interface TestApp {
  readonly app: OpenAPIHono<AppEnv>;
  readonly database: OpenedDatabase;
  readonly signer: TokenSigner;
  /** Every line logged so far. */
  readonly lines: readonly string[];
  /** The application's clock; moves only when a test moves it. */
  readonly clock: { now: Date };
  /** Sends a request with the API token; a body is sent as JSON. */
  readonly send: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Response>;
}

/** The application over a database of its own, and no socket. */
export async function openTestApp(
  server: PostgresServer,
  change: Partial<Dependencies["config"]> = {},
): Promise<TestApp> {
  const lines: string[] = [];
  const logger = new Logger({ service: "backend", level: "debug", write: (line) => lines.push(line) });
  const secret = server.secret(await server.createDatabase());
  const database = openDatabase({ DATABASE_SECRET: secret, DATABASE_POOL_MAX: 5 }, { logger, applicationName: "test" });
  const client = await database.connect();
  await migrate(client, logger);
  await client.end();
  const clock = { now: new Date("2026-03-01T12:00:00Z") };
  const signer = new TokenSigner([signingKey]);
  const config = {
    API_TOKENS: [apiToken],
    PAGE_ACCESS: "public" as const,
    TRUSTED_PROXY_HOPS: 0,
    RATE_LIMIT_PER_MINUTE: 0,
    ...change,
  };
  const readiness = { migrated: true, stopping: false };
  const app = createApp({ db: database.db, logger, signer, config, readiness, now: () => clock.now });
  const send: TestApp["send"] = async (method, path, body, headers = {}) =>
    app.request(path, {
      method,
      headers: {
        authorization: `Bearer ${apiToken}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return { app, database, signer, lines, clock, send };
}
