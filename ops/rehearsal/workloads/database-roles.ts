import pg from "pg";
import { parseDatabaseSecret } from "../../../workloads/shared/src/database/credentials";
import type { DrivenTasks } from "./drive";

/** What a job must not be able to do, although another one or the backend does it. */
const FORBIDDEN: Readonly<Record<"scraper" | "notifier", readonly string[]>> = {
  scraper: [
    "select email from subscriptions",
    "select count(*) from subscriptions",
    "select snapshot from outbox",
    "select errors from runs",
    "update watches set url = url",
    "delete from items",
    "create table mine (id integer)",
  ],
  notifier: [
    "select item_selector from watches",
    "update watches set enabled = false",
    "update subscriptions set email = email",
    "delete from subscriptions",
    "insert into items (watch_id) select id from watches",
    "create table mine (id integer)",
  ],
};

/** PostgreSQL's state for a statement that the role has no right to make. */
const NO_RIGHT = "42501";

/**
 * Proves on the database that the workloads used, with the credentials that each job was given, that a job which is taken over
 * sees and changes no more than its work needs.
 * @returns how many statements were refused
 * @throws Error with every statement that was not
 */
export async function proveRoles(tasks: DrivenTasks): Promise<number> {
  const problems: string[] = [];
  const users = new Set<string>();
  for (const job of ["scraper", "notifier"] as const) {
    const { user, password, host, port, database } = parseDatabaseSecret(tasks[job].environment.DATABASE_SECRET ?? "");
    users.add(user);
    const client = new pg.Client({ user, password, host, port, database });
    await client.connect();
    try {
      for (const statement of FORBIDDEN[job]) {
        const outcome = await client.query(statement).then(
          () => "done",
          (error: unknown) => (error instanceof pg.DatabaseError ? error.code : String(error)),
        );
        if (outcome !== NO_RIGHT) problems.push(`the ${job}, as ${user}, got ${outcome} for: ${statement}`);
      }
    } finally {
      await client.end();
    }
  }
  if (users.size < 2) problems.push(`both jobs are ${[...users].join()} in the database`);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return FORBIDDEN.scraper.length + FORBIDDEN.notifier.length;
}
