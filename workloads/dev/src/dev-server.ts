import { join } from "node:path";
import { type MailCatcher, startMailCatcher } from "../../notifier/testing/mail-catcher";
import { handOverCredentials, prepareJobRoles } from "../../shared/src/database/job-roles";
import { openDatabase } from "../../shared/src/database/pool";
import { type RunWorkload, runWorkloads } from "../../shared/src/database/schema";
import { Logger } from "../../shared/src/log";
import { freePort } from "../../shared/testing/free-port";
import { type JobEnd, runJobProcess } from "../../shared/testing/job-process";
import { MemoryStore } from "../../shared/testing/memory-store";
import { findPostgres, type PostgresServer, startPostgres } from "../../shared/testing/postgres";
import { postgresFolder } from "../../shared/testing/postgres-folder";
import { BackendClient } from "./backend-client";
import { startBackendProcess } from "./backend-process";
import { DemoShop, shopSelectors } from "./demo-shop";
import { type Desk, startDesk } from "./desk";
import { keptSecrets, randomWord } from "./secrets-file";

/** Bundled programs. */
export interface Programs {
  readonly backend: string;
  readonly scraper: string;
  readonly notifier: string;
}

export interface DevServerOptions {
  readonly programs: Programs;
  /** Where database and secrets are kept; undefined for an empty database that is removed at the end, and any free ports. */
  readonly folder: string | undefined;
}

/** Everything that runs, and what can be done with it. */
export interface RunningDevServer {
  readonly backend: BackendClient;
  readonly shop: DemoShop;
  readonly shopUrl: string;
  readonly mails: MailCatcher["mails"];
  /** Runs it now, on all watches. */
  readonly runScraper: () => Promise<JobEnd>;
  readonly runNotifier: () => Promise<JobEnd>;
  /** Adds the demo's watch and subscription unless they are there. */
  readonly seed: () => Promise<void>;
  /** What to print for the developer: addresses, token and keys. */
  readonly welcome: string;
}

/** Where things are when the ports are free. */
const PORTS = { backend: 3000, desk: 3001, mail: 3025 };

const DEMO_EMAIL = "demo@example.com";

/** Starts in the order of dependency and stops in the reverse order, however far it got. */
export function createDevServer(options: DevServerOptions): {
  readonly start: () => Promise<RunningDevServer>;
  readonly stop: () => Promise<void>;
} {
  const closers: (() => Promise<unknown>)[] = [];
  const opened = <T>(thing: T, close: () => Promise<unknown>): T => {
    closers.unshift(close);
    return thing;
  };

  const start = async (): Promise<RunningDevServer> => {
    const { folder } = options;
    const secrets =
      folder === undefined
        ? { databasePassword: randomWord(), signingKey: randomWord() }
        : keptSecrets(join(folder, "secrets.json"));
    const postgres = await openPostgres(folder, secrets.databasePassword);
    opened(postgres, () => (folder === undefined ? postgres.dispose() : postgres.stop()));
    const mail = await startMailCatcher({ port: await port(PORTS.mail, options) });
    opened(mail, mail.close);
    const shop = new DemoShop();
    const backendUrl = `http://127.0.0.1:${await port(PORTS.backend, options)}`;
    const token = randomWord();
    const backend = new BackendClient(backendUrl, token);
    const environment = {
      DATABASE_SECRET: postgres.secret(),
      LINK_SIGNING_KEY: secrets.signingKey,
      API_TOKENS: token,
      PORT: new URL(backendUrl).port,
      PAGE_ACCESS: "public",
    };
    const backendProcess = await startBackendProcess(options.programs.backend, backendUrl, environment);
    opened(backendProcess, backendProcess.stop);
    const jobs = createJobs(options.programs, await jobSecrets(postgres), secrets.signingKey, backend, mail);
    const desk: Desk = await startDesk({
      port: await port(PORTS.desk, options),
      backendUrl,
      shop,
      mails: mail.mails,
      ...jobs,
    });
    opened(desk, desk.close);
    const shopUrl = `${desk.url}/shop`;
    const seed = () => seedDemo(backend, shopUrl);
    return {
      backend,
      shop,
      shopUrl,
      mails: mail.mails,
      ...jobs,
      seed,
      welcome: welcome(backendUrl, desk.url, mail.port, token),
    };
  };

  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0)) await close().catch((error: unknown) => console.error(error));
  };
  return { start, stop };
}

async function openPostgres(folder: string | undefined, password: string): Promise<PostgresServer> {
  const wanted = folder === undefined ? undefined : join(folder, "postgres");
  const dataDirectory = wanted === undefined ? undefined : postgresFolder(wanted, findPostgres().found?.account);
  if (dataDirectory !== wanted) console.error(`PostgreSQL, which root cannot run, is kept in ${dataDirectory}`);
  const kept = dataDirectory === undefined ? {} : { dataDirectory, durable: true };
  const postgres = await startPostgres({ ...kept, password });
  if (postgres === undefined) throw new Error(`PostgreSQL does not run here: ${findPostgres().reason}`);
  return postgres;
}

/** Roles of the jobs, whose credentials this process keeps where Secrets Manager would. The backend has made the tables. */
async function jobSecrets(postgres: PostgresServer): Promise<Record<RunWorkload, string>> {
  const logger = new Logger({ service: "dev", level: "warn" });
  const config = { DATABASE_SECRET: postgres.secret(), DATABASE_POOL_MAX: 1 };
  const database = openDatabase(config, { logger, applicationName: "dev" });
  const client = await database.connect();
  try {
    const credentials = await database.credentials();
    const store = new MemoryStore();
    await prepareJobRoles(client, credentials.database, runWorkloads);
    const secretIds = { scraper: "scraper", notifier: "notifier" };
    await handOverCredentials(client, { credentials, store, secretIds, logger });
    return { scraper: store.value("scraper"), notifier: store.value("notifier") };
  } finally {
    await client.end();
    await database.close();
  }
}

function createJobs(
  programs: Programs,
  credentials: Readonly<Record<RunWorkload, string>>,
  signingKey: string,
  backend: BackendClient,
  mail: MailCatcher,
): Pick<RunningDevServer, "runScraper" | "runNotifier"> {
  const scraper = { SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32", SCRAPER_HOST_PAUSE_MS: "0" };
  const links = { LINK_SIGNING_KEY: signingKey, PUBLIC_URL: backend.url };
  const notifier = { ...links, MAIL_TRANSPORT: "smtp", MAIL_FROM: "Stowage <digest@example.com>", SMTP_URL: mail.url };
  return {
    runScraper: async () => {
      await backend.makeDue();
      return runJobProcess(programs.scraper, { DATABASE_SECRET: credentials.scraper, ...scraper });
    },
    runNotifier: () => runJobProcess(programs.notifier, { DATABASE_SECRET: credentials.notifier, ...notifier }),
  };
}

async function seedDemo(backend: BackendClient, shopUrl: string): Promise<void> {
  const watches = await backend.watches();
  if (watches.some(({ url }) => url === shopUrl)) return;
  await backend.addWatch({ name: "Demo shop", url: shopUrl, ...shopSelectors });
  await backend.subscribe(DEMO_EMAIL);
}

async function port(wanted: number, { folder }: DevServerOptions): Promise<number> {
  return folder === undefined ? freePort() : freePort(wanted);
}

function welcome(backend: string, desk: string, mailPort: number, token: string): string {
  return `
  backend       ${backend}
  API document  ${backend}/openapi.json
  API token     ${token}
  desk          ${desk}   mails, demo shop, buttons
  SMTP          127.0.0.1:${mailPort}

  keys: s run the scraper   n run the notifier   r new stock in the demo shop   q quit

  Try: n (a mail asks ${DEMO_EMAIL} to confirm), confirm it at the desk, s, n (the digest arrives).

`;
}
