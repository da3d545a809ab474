import type { ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { isDatabaseUnavailable } from "../../../shared/src/database/errors";
import type { Logger } from "../../../shared/src/log";
import type { AppEnv } from "../dependencies";
import { Problem, problemResponse } from "./problem";

/** After an outage a connection is open again within a second; clients that wait two are spread behind it. */
export const RETRY_AFTER_SECONDS = 2;

/** The answer while the database is away. */
export function databaseAway(): Problem {
  return new Problem(503, "the database is not available; try again in a moment", {
    headers: { "retry-after": String(RETRY_AFTER_SECONDS) },
  });
}

/** Turns whatever a handler threw into Problem Details. Only an unknown error is a 500, and its text stays in the log. */
export function errorHandler(logger: Logger): ErrorHandler<AppEnv> {
  return (error, c) => {
    if (error instanceof Problem) return problemResponse(c, error);
    if (error instanceof HTTPException)
      return problemResponse(c, new Problem(error.status as 400, error.message || "the request was refused"));
    const requestId = c.get("requestId");
    if (isDatabaseUnavailable(error)) {
      logger.warn("database unavailable", { requestId, error });
      return problemResponse(c, databaseAway());
    }
    logger.error("unexpected error", { requestId, method: c.req.method, path: c.req.path, error });
    return problemResponse(c, new Problem(500, "something went wrong; the log has it under this requestId"));
  };
}
