import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { lockKey } from "./locks";
import type { RunWorkload } from "./schema";

/** The right to be the only running process of a workload, held by a database session. */
export interface JobLock {
  /** Aborted when the session is lost, and with it the lock: another process may be running from then on. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface JobLockOptions {
  /**
   * How long to ask again when another process holds the lock, in milliseconds: the session of a process that was killed a
   * moment ago may still be ending.
   * @default 2000
   */
  readonly waitMs?: number;
}

/** Pause between two attempts, in milliseconds. */
const RETRY_MS = 100;

/**
 * The server notices within a minute that the host of the holder has vanished. With its default, two hours, every run in
 * between would find "another one running" and do nothing.
 * @see https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-TCP-KEEPALIVES-IDLE
 */
const KEEPALIVE = "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";

/**
 * Takes the lock on a connection of its own, which must not be used for anything else meanwhile.
 * @returns undefined when another process holds it
 */
export async function acquireJobLock(
  client: pg.Client,
  workload: RunWorkload,
  { waitMs = 2_000 }: JobLockOptions = {},
): Promise<JobLock | undefined> {
  await client.query(KEEPALIVE);
  const key = [...lockKey(workload)];
  for (let waited = 0; ; waited += RETRY_MS) {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1, $2) as locked", key);
    if (rows[0]?.locked === true) break;
    if (waited >= waitMs) return undefined;
    await pause(RETRY_MS);
  }
  const lost = new AbortController();
  const lose = () => lost.abort(new Error(`the database session that holds the ${workload} lock was lost`));
  client.once("error", lose);
  client.once("end", lose);
  return {
    lost: lost.signal,
    release: async () => {
      client.off("end", lose);
      // Fails only when the session is lost, and then the server has released the lock itself.
      await client.query("select pg_advisory_unlock($1, $2)", key).catch(() => undefined);
    },
  };
}
