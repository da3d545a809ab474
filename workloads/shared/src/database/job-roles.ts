import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import type { Logger } from "../log";
import type { DatabaseCredentials } from "./credentials";
import { sqlState } from "./errors";
import { grantStatements, insertedTables } from "./grants";
import { underMigrationLock } from "./migrate";
import { type RunWorkload, runWorkloads } from "./schema";
import { scramVerifier } from "./scram";

/** Where a job's credentials are put for it to find. */
export interface CredentialStore {
  /** Version of the value that the secret has now; undefined without a value. */
  currentVersion(secretId: string): Promise<string | undefined>;
  /** Makes this its value, under a version that the caller chose. Doing it twice changes nothing. */
  put(secretId: string, version: string, value: string): Promise<void>;
}

export interface HandOverOptions {
  /** The owner's, with which `client` is connected. */
  readonly credentials: DatabaseCredentials;
  readonly store: CredentialStore;
  /** Secret of each job that has one of its own. */
  readonly secretIds: Readonly<Partial<Record<RunWorkload, string>>>;
  readonly logger: Logger;
}

/** PostgreSQL's state for a statement that the user may not make. */
const FORBIDDEN = "42501";

/** PostgreSQL cuts longer names silently. */
const MOST_NAME_BYTES = 63;

/** A job can have no role of its own, and so cannot run. */
export class JobRoleError extends Error {
  override readonly name = "JobRoleError";
  readonly code = "workload-job-role";
}

/** Name of a job's role: roles belong to the whole server, on which other environments may have their databases. */
export function jobRole(database: string, workload: RunWorkload): string {
  const role = `${database}_${workload}`;
  if (Buffer.byteLength(role) <= MOST_NAME_BYTES) return role;
  throw new JobRoleError(
    `workload-job-role: got ${role}; expected at most ${MOST_NAME_BYTES} bytes; rename the database`,
  );
}

/**
 * Gives each job a role of its own with exactly the rights of `grants.ts`. To be called by the owner of the tables, after
 * every migration; any number of processes may call it at the same time.
 *
 * An owner that may not create roles leaves that to whoever may: then the rights alone are set.
 * @throws {JobRoleError} when a role is missing and may not be created: it says which statement is to be run
 */
export async function prepareJobRoles(
  client: pg.ClientBase,
  database: string,
  workloads: readonly RunWorkload[],
): Promise<void> {
  const missing: string[] = [];
  await underMigrationLock(client, async () => {
    for (const workload of workloads) {
      const role = jobRole(database, workload);
      if (!(await createRole(client, role))) missing.push(role);
    }
    await inTransaction(client, () => setRights(client, database));
  });
  if (missing.length === 0) return;
  const statements = missing.map((role) => `create role ${pg.escapeIdentifier(role)} login`).join("; ");
  throw new JobRoleError(
    `workload-job-role: this user may not create roles; somebody who may runs: ${statements} (docs/database.md says how ` +
      "their passwords get into the secrets), then this program is started again",
  );
}

/** @returns whether it is there now; false when the owner may not create it */
async function createRole(client: pg.ClientBase, role: string): Promise<boolean> {
  if (await roleExists(client, role)) return true;
  try {
    await client.query(`create role ${pg.escapeIdentifier(role)}`);
    return true;
  } catch (error) {
    if (sqlState(error) === FORBIDDEN) return false;
    throw error;
  }
}

/**
 * Puts each job's credentials into the job's own secret. A password is made here, and known to nobody else. The database
 * remembers which version of the secret holds it; when the secret's current version is another (the process died in
 * between, the secret or the database was replaced or restored, somebody put a value in), a new password is made and handed
 * over. A role that is not ours to change keeps the password that its maker gave it.
 * @throws any error of the store
 */
export async function handOverCredentials(client: pg.ClientBase, options: HandOverOptions): Promise<void> {
  await underMigrationLock(client, async () => {
    for (const workload of runWorkloads) {
      const secretId = options.secretIds[workload];
      if (secretId !== undefined) await handOver(client, workload, secretId, options);
    }
  });
}

async function handOver(
  client: pg.ClientBase,
  workload: RunWorkload,
  secretId: string,
  { credentials, store, logger }: HandOverOptions,
): Promise<void> {
  const { host, port, database, sslMode } = credentials;
  const role = jobRole(database, workload);
  const address = `${host}:${port}/${database} ${sslMode}`;
  const current = await store.currentVersion(secretId);
  const { rows } = await client.query<{ secret_version: string; address: string }>(
    "select secret_version, address from job_credentials where workload = $1",
    [workload],
  );
  if (current !== undefined && rows[0]?.secret_version === current && rows[0].address === address) return;
  const version = randomUUID();
  const password = randomBytes(30).toString("base64url");
  logger.addSecret(password);
  try {
    await inTransaction(client, () => setPassword(client, { workload, role, password, version, address }));
  } catch (error) {
    if (sqlState(error) !== FORBIDDEN) throw error;
    logger.info("the role of a job is not ours to change; its password is left alone", { role });
    return;
  }
  const value = { host, port, dbname: database, username: role, password, sslmode: sslMode };
  await store.put(secretId, version, JSON.stringify(value));
  logger.info("a job has new credentials", { workload, role, secretId });
}

interface NewPassword {
  readonly workload: RunWorkload;
  readonly role: string;
  readonly password: string;
  readonly version: string;
  readonly address: string;
}

async function setPassword(client: pg.ClientBase, { workload, role, password, version, address }: NewPassword) {
  const name = pg.escapeIdentifier(role);
  await client.query(`alter role ${name} with login password '${scramVerifier(password)}'`);
  const { rows } = await client.query<{ database: string; schema: string }>(
    "select current_database() as database, current_schema() as schema",
  );
  const { database = "", schema = "" } = rows[0] ?? {};
  const path = pg.escapeIdentifier(schema);
  await client.query(`alter role ${name} in database ${pg.escapeIdentifier(database)} set search_path = ${path}`);
  await client.query(
    `insert into job_credentials (workload, secret_version, address) values ($1, $2, $3)
     on conflict (workload) do update set secret_version = $2, address = $3, changed_at = now()`,
    [workload, version, address],
  );
}

/** Takes everything on our tables from the jobs and from PUBLIC, and grants what is on the list, in one transaction. */
async function setRights(client: pg.ClientBase, database: string): Promise<void> {
  const { rows: schemas } = await client.query<{ name: string }>("select current_schema() as name");
  const schema = pg.escapeIdentifier(schemas[0]?.name ?? "public");
  const { rows: owned } = await client.query<{ name: string; kind: "table" | "sequence" }>(
    `select relname as name, case relkind when 'S' then 'sequence' else 'table' end as kind
     from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
     and pg_has_role(current_user, relowner, 'usage')`,
  );
  const roles = [];
  for (const workload of runWorkloads) {
    const role = jobRole(database, workload);
    if (await roleExists(client, role)) roles.push({ workload, name: pg.escapeIdentifier(role) });
  }
  await client.query(`revoke create on schema ${schema} from public`);
  const everybody = ["public", ...roles.map(({ name }) => name)].join(", ");
  for (const { name, kind } of owned) {
    await client.query(`revoke all on ${kind} ${schema}.${pg.escapeIdentifier(name)} from ${everybody}`);
  }
  for (const { workload, name } of roles) {
    await client.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${name}`);
    await client.query(`grant usage on schema ${schema} to ${name}`);
    for (const statement of grantStatements(workload, name)) await client.query(statement);
    for (const table of insertedTables(workload)) {
      const { rows } = await client.query<{ sequence: string | null }>(
        "select pg_get_serial_sequence($1, 'id') as sequence",
        [table],
      );
      const sequence = rows[0]?.sequence;
      if (typeof sequence === "string") await client.query(`grant usage on sequence ${sequence} to ${name}`);
    }
  }
}

async function roleExists(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rowCount } = await client.query("select from pg_roles where rolname = $1", [role]);
  return rowCount === 1;
}

async function inTransaction(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  await client.query("begin");
  try {
    await work();
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => undefined);
    throw error;
  }
}
