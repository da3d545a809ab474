import { createHash } from "node:crypto";
import type { ClientBase } from "pg";
import type { Logger } from "../log";
import { lockKey } from "./locks";
import { migrations as all, type Migration } from "./migrations";

/** How long to wait for another process that is migrating. */
const LOCK_TIMEOUT_MS = 60_000;

/** The database's history is not this program's history. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
  readonly code = "workload-migration";
}

interface Applied {
  readonly id: number;
  readonly checksum: string;
}

/**
 * Brings the schema up to date on one connection, under an advisory lock, so that any number of processes may start at the
 * same time. Each step is one transaction: a step that fails leaves those before it applied and nothing of itself. A
 * database that is ahead (an older release was put back) is left alone.
 *
 * @returns the ids of the steps applied now
 * @throws {MigrationError} when an applied step differs from this program's
 */
export async function migrate(
  client: ClientBase,
  logger: Logger,
  migrations: readonly Migration[] = all,
): Promise<readonly number[]> {
  return underMigrationLock(client, () => applyMissing(client, logger, migrations));
}

/** Does something that only one process at a time may do to the schema. May be nested on one connection. */
export async function underMigrationLock<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  const key = [...lockKey("migrations")];
  await client.query(`set statement_timeout = ${LOCK_TIMEOUT_MS}`);
  await client.query("select pg_advisory_lock($1, $2)", key);
  try {
    await client.query("set statement_timeout = 0");
    return await work();
  } finally {
    // Fails only when the connection is lost, and then the server has released the lock itself.
    await client.query("select pg_advisory_unlock($1, $2)", key).catch(() => undefined);
  }
}

async function applyMissing(client: ClientBase, logger: Logger, migrations: readonly Migration[]): Promise<number[]> {
  await client.query(`create table if not exists schema_migrations (
    id integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`);
  const { rows } = await client.query<Applied>("select id, checksum from schema_migrations order by id");
  const known = new Map(rows.map((row) => [row.id, row.checksum]));
  const changed = migrations.filter(({ id, sql }) => known.has(id) && known.get(id) !== checksum(sql));
  if (changed.length > 0) {
    const names = changed.map(({ id, name }) => `${id} ${name}`).join(", ");
    throw new MigrationError(
      `workload-migration: applied step(s) were changed afterwards: ${names}; add a new step instead`,
    );
  }
  const applied: number[] = [];
  for (const migration of migrations) {
    if (known.has(migration.id)) continue;
    await apply(client, migration);
    logger.info("migration applied", { migration: migration.id, name: migration.name });
    applied.push(migration.id);
  }
  return applied;
}

async function apply(client: ClientBase, { id, name, sql }: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("insert into schema_migrations (id, name, checksum) values ($1, $2, $3)", [
      id,
      name,
      checksum(sql),
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}

function checksum(sql: string): string {
  return createHash("sha256").update(sql).digest("hex");
}
