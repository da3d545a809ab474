import { type ChildProcess, type StdioOptions, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { freePort } from "./free-port";
import { findPostgres, type PostgresBinaries } from "./postgres-binaries";
import type { PostgresServer, StartPostgresOptions, StopMode } from "./postgres-server";
import { waitFor } from "./wait-for";

export { findPostgres } from "./postgres-binaries";
export type { PostgresServer, StartPostgresOptions, StopMode } from "./postgres-server";

const SUPERUSER = "stowage";

const stopSignals = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const;

/**
 * Starts a PostgreSQL with an empty cluster (1 to 3 s).
 * @returns undefined when there is none on this machine; `findPostgres().reason` says why
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer | undefined> {
  const { found } = findPostgres();
  if (found === undefined) return undefined;
  const server = new OwnedPostgres(found, options.port ?? (await freePort()), options);
  await server.start();
  return server;
}

class OwnedPostgres implements PostgresServer {
  readonly host = "127.0.0.1";
  readonly user = SUPERUSER;
  readonly password: string;
  readonly version: string;
  readonly #data: string;
  readonly #temporary: string | undefined;
  #child: ChildProcess | undefined;
  #output = "";

  constructor(
    private readonly binaries: PostgresBinaries,
    readonly port: number,
    private readonly options: StartPostgresOptions,
  ) {
    this.password = options.password ?? randomUUID();
    this.version = binaries.version;
    this.#temporary =
      options.dataDirectory === undefined ? mkdtempSync(join(tmpdir(), "stowage-postgres-")) : undefined;
    this.#data = options.dataDirectory ?? join(this.#temporary ?? "", "data");
    if (this.#temporary !== undefined) this.#own(this.#temporary);
    if (!existsSync(join(this.#data, "PG_VERSION"))) this.#initialise();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  url(database = "postgres"): string {
    return `postgres://${this.user}:${encodeURIComponent(this.password)}@${this.host}:${this.port}/${database}`;
  }

  secret(database = "postgres"): string {
    const { host, port, user: username, password } = this;
    return JSON.stringify({ host, port, username, password, dbname: database });
  }

  async createDatabase(name = `test_${randomUUID().replaceAll("-", "")}`): Promise<string> {
    await this.run(`create database "${name}"`);
    return name;
  }

  async run(statements: string, database = "postgres"): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: this.url(database), connectionTimeoutMillis: 2_000 });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await client.query(statements);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async start(): Promise<void> {
    if (this.#child !== undefined) return;
    const fast = { fsync: "off", full_page_writes: "off" };
    const settings = {
      listen_addresses: this.host,
      port: this.port,
      unix_socket_directories: "",
      max_connections: 60,
      shared_buffers: "16MB",
      ...(this.options.durable === true ? {} : fast),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    this.#output = "";
    const child = spawn(join(this.binaries.folder, "postgres"), ["-D", this.#data, ...flags], this.#spawnOptions());
    this.#child = child;
    const watchdog = endWithThisProcess(child, this.#temporary);
    child.stderr?.on("data", (chunk) => {
      this.#output = `${this.#output}${chunk}`.slice(-4_000);
    });
    child.once("exit", () => {
      watchdog.kill();
      if (this.#child === child) this.#child = undefined;
    });
    await waitFor("PostgreSQL to accept connections", async () => {
      if (this.#child === undefined) return "exited";
      await this.run("select 1");
      return "ready";
    });
    if (this.#child === undefined) throw new Error(`PostgreSQL ended at start:\n${this.#output}`);
  }

  async stop(mode: StopMode = "fast"): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(stopSignals[mode]);
    await ended;
  }

  async dispose(): Promise<void> {
    await this.stop("immediate");
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  }

  #initialise(): void {
    // What is above it stays passable: where root starts it, PostgreSQL runs as another account.
    mkdirSync(dirname(this.#data), { recursive: true, mode: 0o755 });
    if (!existsSync(this.#data)) mkdirSync(this.#data, { mode: 0o700 });
    this.#own(this.#data);
    const scratch = mkdtempSync(join(tmpdir(), "stowage-initdb-"));
    const passwordFile = join(scratch, "password");
    writeFileSync(passwordFile, this.password);
    this.#own(scratch);
    if (this.binaries.account !== undefined)
      chownSync(passwordFile, this.binaries.account.uid, this.binaries.account.gid);
    const flags = [
      "-U",
      SUPERUSER,
      "-A",
      "scram-sha-256",
      "--pwfile",
      passwordFile,
      "-E",
      "UTF8",
      "--no-locale",
      "--no-sync",
    ];
    const run = spawnSync(join(this.binaries.folder, "initdb"), ["-D", this.#data, ...flags], {
      ...this.#spawnOptions(),
      encoding: "utf8",
    });
    rmSync(scratch, { recursive: true });
    if (run.status !== 0) throw new Error(`initdb failed: ${run.error?.message ?? run.stderr}`);
  }

  #spawnOptions() {
    return {
      cwd: "/",
      env: { ...process.env, ...this.binaries.env, TZ: "UTC" },
      stdio: ["ignore", "ignore", "pipe"] as ["ignore", "ignore", "pipe"],
      ...this.binaries.account,
    };
  }

  #own(folder: string): void {
    const { account } = this.binaries;
    if (account !== undefined) chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o700);
  }
}

/**
 * Ends the server, and removes its temporary folder, when this process ends by whatever means, SIGKILL included: the shell
 * waits for the end of its input, which comes when nobody holds the other end any more.
 */
function endWithThisProcess({ pid }: ChildProcess, temporary: string | undefined): ChildProcess {
  const script = 'read _; kill -QUIT "$0" && sleep 2; [ -z "$1" ] || rm -rf "$1"';
  const stdio: StdioOptions = ["pipe", "ignore", "ignore"];
  const watchdog = spawn("sh", ["-c", script, String(pid), temporary ?? ""], { stdio, cwd: "/" });
  watchdog.unref();
  return watchdog;
}
