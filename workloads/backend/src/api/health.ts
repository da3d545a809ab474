import { Hono } from "hono";
import { sql } from "kysely";
import type { AppEnv, Dependencies } from "../dependencies";
import { databaseAway } from "../http/error-handler";
import { Problem } from "../http/problem";

/** Whether the process lives, and whether it can work. Neither needs a token. */
export function healthRoutes({ db, readiness }: Dependencies) {
  return (
    new Hono<AppEnv>()
      /** The process answers. The container's health check asks this: restarting it would not cure a database. */
      .get("/healthz", (c) => c.json({ status: "ok" }))
      /** The database answers, the schema is there and nobody asked the process to stop. Load balancers ask this. */
      .get("/readyz", async (c) => {
        if (readiness.stopping) throw new Problem(503, "the process is stopping");
        if (!readiness.migrated) throw databaseAway();
        await sql`select 1`.execute(db);
        return c.json({ status: "ready" });
      })
  );
}
