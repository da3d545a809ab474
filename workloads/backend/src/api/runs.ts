import { createRoute, z } from "@hono/zod-openapi";
import { type Run, runOutcomes, runWorkloads } from "../../../shared/src/database/schema";
import type { Dependencies } from "../dependencies";
import { listRuns } from "../store/run-store";
import { json, pageOf, problems } from "./answers";
import { limit, time, timeCursor, uuid } from "./fields";
import { apiRouter } from "./router";

const workload = z.enum(runWorkloads);

const runError = z
  .object({
    code: z.string(),
    message: z.string(),
    watchId: z.string().optional(),
    url: z.string().optional(),
    subscriptionId: z.string().optional(),
  })
  .openapi("RunError");

const run = z
  .object({
    id: uuid,
    workload,
    startedAt: time,
    finishedAt: time.nullable().openapi({ description: "Null while it runs, and for ever when it was killed" }),
    outcome: z.enum(runOutcomes).nullable(),
    watchesChecked: z.int(),
    itemsNew: z.int(),
    mailsSent: z.int(),
    mailsFailed: z.int(),
    errors: z.array(runError),
  })
  .openapi("Run");

const list = createRoute({
  method: "get",
  path: "/runs",
  tags: ["runs"],
  summary: "List runs of the scraper and the notifier, newest first",
  request: { query: z.object({ limit, cursor: timeCursor.optional(), workload: workload.optional() }) },
  responses: { 200: json("Runs", pageOf("RunPage", run)), ...problems(400) },
});

/** What the scheduled workloads did, when, and with which errors. */
export function runRoutes({ db }: Dependencies) {
  return apiRouter().openapi(list, async (c) => {
    const { limit, cursor, ...filter } = c.req.valid("query");
    const { rows, nextCursor } = await listRuns(db, filter, limit, cursor);
    return c.json({ data: rows.map(toJson), nextCursor }, 200);
  });
}

function toJson(row: Run): z.output<typeof run> {
  return {
    id: row.id,
    workload: row.workload,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    outcome: row.outcome,
    watchesChecked: row.watches_checked,
    itemsNew: row.items_new,
    mailsSent: row.mails_sent,
    mailsFailed: row.mails_failed,
    errors: [...row.errors],
  };
}
