import type { RunWorkload, Schema } from "./schema";

type Columns<Table> = readonly (keyof Table & string)[];

/** What a job may do with one table: with all its columns, or with those named. Nothing may be deleted. */
interface Rights<Table> {
  readonly select?: "all" | Columns<Table>;
  readonly insert?: "all";
  readonly update?: Columns<Table>;
}

type Grants = { readonly [Name in keyof Schema]?: Rights<Schema[Name]> };

/** A job writes down its own runs; what other runs met may name subscribers. */
const RUNS: Rights<Schema["runs"]> = {
  select: ["id"],
  insert: "all",
  update: ["finished_at", "outcome", "watches_checked", "items_new", "mails_sent", "mails_failed", "errors"],
};

/**
 * What each job's role may do, and nothing else. The scraper parses pages of strangers and sees nothing of subscribers; the
 * notifier sees no more of a watch than its mails show. Beside this each may see which steps of the schema were applied.
 */
export const grants: Readonly<Record<RunWorkload, Grants>> = {
  scraper: {
    watches: {
      select: "all",
      update: ["etag", "last_modified", "next_due_at", "last_checked_at", "last_error", "consecutive_failures"],
    },
    items: {
      select: "all",
      insert: "all",
      update: ["title", "link", "price_minor", "currency", "last_seen_at"],
    },
    price_changes: { insert: "all" },
    runs: RUNS,
  },
  notifier: {
    watches: { select: ["id", "name", "url"] },
    items: { select: ["id", "watch_id", "title", "link", "price_minor", "currency"] },
    subscriptions: { select: ["id", "email", "status", "last_item_id"], update: ["status", "last_item_id"] },
    outbox: { select: "all", insert: "all", update: ["status", "attempts", "last_error", "snapshot", "sent_at"] },
    runs: RUNS,
  },
};

/** The same, whatever the table. */
type LooseGrants = Readonly<
  Record<string, { select?: "all" | readonly string[]; insert?: "all"; update?: readonly string[] } | undefined>
>;

/** The rights of a job as SQL, on tables of this schema. */
export function grantStatements(workload: RunWorkload, role: string): string[] {
  const tables: LooseGrants = grants[workload];
  const onTables = Object.entries(tables).flatMap(([table, rights]) =>
    (["select", "insert", "update"] as const).flatMap((verb) => {
      const columns = rights?.[verb];
      if (columns === undefined) return [];
      return [`grant ${verb}${columns === "all" ? "" : ` (${columns.join(", ")})`} on ${table} to ${role}`];
    }),
  );
  return [`grant select on schema_migrations to ${role}`, ...onTables];
}

/** Tables whose rows a job adds, and with them numbers from their sequences. */
export function insertedTables(workload: RunWorkload): string[] {
  const tables: LooseGrants = grants[workload];
  return Object.keys(tables).filter((table) => tables[table]?.insert !== undefined);
}
