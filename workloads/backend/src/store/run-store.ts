import type { Database } from "../../../shared/src/database/pool";
import type { Run, RunWorkload } from "../../../shared/src/database/schema";
import { encodeTimeCursor, type Page, type TimeCursor, toPage } from "./cursor";

/** Newest first. */
export async function listRuns(
  db: Database,
  filter: { readonly workload?: RunWorkload | undefined },
  limit: number,
  after?: TimeCursor,
): Promise<Page<Run>> {
  let query = db.selectFrom("runs").selectAll();
  if (filter.workload) query = query.where("workload", "=", filter.workload);
  if (after)
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple("started_at", "id"), "<", tuple(after.at, after.id)));
  const rows = await query
    .orderBy("started_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  return toPage(rows, limit, ({ started_at, id }) => encodeTimeCursor({ at: started_at, id }));
}
