import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import { apiDocument } from "./api/document";
import { healthRoutes } from "./api/health";
import { itemRoutes } from "./api/items";
import { runRoutes } from "./api/runs";
import { subscriptionRoutes } from "./api/subscriptions";
import { watchRoutes } from "./api/watches";
import type { AppEnv, Dependencies } from "./dependencies";
import { bearerToken } from "./http/authentication";
import { databaseAway, errorHandler } from "./http/error-handler";
import { Problem, problemResponse } from "./http/problem";
import { generalLimit, rateLimit } from "./http/rate-limit";
import { requestLog } from "./http/request-log";
import { securityHeaders } from "./http/security-headers";
import { errorPage } from "./page/error-page";
import { icon } from "./page/icon";
import { linkPages } from "./page/link-pages";
import { overviewPages } from "./page/overview-pages";
import { style } from "./page/style";

/** Largest request body, in bytes. The largest valid one, a watch with every field, is a quarter of it. */
export const BODY_LIMIT = 65_536;

/** The whole application: no socket, no environment, no clock of its own. Answer a request with `app.request()`. */
export function createApp(dependencies: Dependencies): OpenAPIHono<AppEnv> {
  const { config, logger, readiness } = dependencies;
  const app = new OpenAPIHono<AppEnv>();
  app.onError(errorPage(errorHandler(logger)));
  app.notFound((c) => problemResponse(c, new Problem(404, "there is nothing at this address")));

  app.use(requestId({ limitLength: 100 }), requestLog(logger), securityHeaders(style));
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => problemResponse(c, notAllowed(methods)) }));
  app.route("/", healthRoutes(dependencies));

  app.use(rateLimit(generalLimit(config.RATE_LIMIT_PER_MINUTE), dependencies));
  app.get("/icon.svg", (c) => c.body(icon, 200, { "content-type": "image/svg+xml", "cache-control": "max-age=86400" }));
  let document: ReturnType<typeof apiDocument> | undefined;
  app.get("/openapi.json", (c) => {
    document ??= apiDocument(app);
    return c.json(document, 200, { "cache-control": "max-age=300" });
  });

  const limitBody = bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => problemResponse(c, tooLarge()) });
  // Not for GET: looking for its body makes the server build a whole Request, which costs as much as the rest of the answer.
  app.use((c, next) => (c.req.method === "GET" ? next() : limitBody(c, next)));
  app.use("/v1/*", bearerToken(config.API_TOKENS));
  app.use(async function migrated(_, next) {
    if (!readiness.migrated) throw databaseAway();
    await next();
  });
  for (const routes of [watchRoutes, itemRoutes, subscriptionRoutes, runRoutes]) app.route("/v1", routes(dependencies));
  for (const pages of [overviewPages, linkPages]) app.route("/", pages(dependencies));
  return app;
}

function notAllowed(methods: readonly string[]): Problem {
  const allow = methods.join(", ");
  return new Problem(405, `this address answers ${allow}`, { headers: { allow } });
}

function tooLarge(): Problem {
  return new Problem(413, `the body is larger than ${BODY_LIMIT} bytes`);
}
