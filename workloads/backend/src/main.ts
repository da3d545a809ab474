import { setTimeout as pause } from "node:timers/promises";
import { ConfigError, parseConfig } from "../../shared/src/config";
import { openDatabase } from "../../shared/src/database/pool";
import { secretsManagerStore } from "../../shared/src/database/secrets-manager-store";
import { exitCodes, Lifecycle } from "../../shared/src/lifecycle";
import { Logger } from "../../shared/src/log";
import { TokenSigner } from "../../shared/src/tokens";
import { createApp } from "./app";
import { schema, secretKeys } from "./config";
import { startServer } from "./graceful-server";
import { prepareDatabase } from "./prepare-database";

const service = "backend";

async function main(): Promise<void> {
  const config = parseConfig(schema, process.env, { secretKeys });
  const secrets = [...config.API_TOKENS, ...config.LINK_SIGNING_KEY];
  const logger = new Logger({ service, level: config.LOG_LEVEL, secrets });
  const lifecycle = new Lifecycle({ logger, stopTimeoutMs: config.STOP_TIMEOUT_SECONDS * 1000 });
  const database = openDatabase(config, { logger, applicationName: service });
  lifecycle.onStop("database", database.close);
  const readiness = { migrated: false, stopping: false };
  lifecycle.signal.addEventListener("abort", () => Object.assign(readiness, { stopping: true }));

  const prepared = prepareDatabase({
    database,
    logger,
    signal: lifecycle.signal,
    secretIds: { scraper: config.SCRAPER_DATABASE_SECRET_ARN, notifier: config.NOTIFIER_DATABASE_SECRET_ARN },
    openStore: secretsManagerStore,
  });
  const ready = prepared.then(() => Object.assign(readiness, { migrated: true }));
  // A database that is there costs no client a 503; one that is away must not keep the process from saying so.
  await Promise.race([ready, pause(5_000, undefined, { ref: false })]);
  const signer = new TokenSigner(config.LINK_SIGNING_KEY);
  const app = createApp({ db: database.db, logger, signer, config, readiness, now: () => new Date() });
  const server = await startServer(app, config.PORT);
  lifecycle.onStop("server", async () => logger.info("server closed", { ...(await server.stop()) }));
  logger.info("listening", { port: server.port });
  await ready;
}

main().catch((error: unknown) => {
  const fields = error instanceof ConfigError ? { problems: error.problems } : { error };
  new Logger({ service }).error("could not start", fields);
  process.exit(exitCodes.failure);
});
