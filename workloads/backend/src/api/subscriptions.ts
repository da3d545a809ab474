import { createRoute, z } from "@hono/zod-openapi";
import { type Subscription, subscriptionStatuses } from "../../../shared/src/database/schema";
import type { Dependencies } from "../dependencies";
import { Problem } from "../http/problem";
import { findSubscription, listSubscriptions, removeSubscription, subscribe } from "../store/subscription-store";
import { json, jsonBody, pageOf, problems } from "./answers";
import { email, limit, time, timeCursor, uuid } from "./fields";
import { apiRouter } from "./router";

const status = z.enum(subscriptionStatuses);

const subscription = z
  .object({
    id: uuid,
    email: z.string(),
    status,
    createdAt: time,
    confirmedAt: time.nullable(),
    unsubscribedAt: time.nullable(),
  })
  .openapi("Subscription");

const subscriptionInput = z.strictObject({ email }).openapi("SubscriptionInput");
const params = z.object({ subscriptionId: uuid });
const tags = ["subscriptions"];

const list = createRoute({
  method: "get",
  path: "/subscriptions",
  tags,
  summary: "List subscriptions, newest first",
  request: { query: z.object({ limit, cursor: timeCursor.optional(), status: status.optional() }) },
  responses: { 200: json("Subscriptions", pageOf("SubscriptionPage", subscription)), ...problems(400) },
});

const create = createRoute({
  method: "post",
  path: "/subscriptions",
  tags,
  summary: "Subscribe an address; the notifier's next run mails it a link to confirm",
  request: jsonBody(subscriptionInput),
  responses: {
    200: json(
      "The address was known; unless it is active it is asked again, at most once in ten minutes",
      subscription,
    ),
    201: json("The subscription, pending until it is confirmed", subscription),
    ...problems(400, 413, 415),
  },
});

const read = createRoute({
  method: "get",
  path: "/subscriptions/{subscriptionId}",
  tags,
  summary: "Read a subscription",
  request: { params },
  responses: { 200: json("The subscription", subscription), ...problems(400, 404) },
});

const remove = createRoute({
  method: "delete",
  path: "/subscriptions/{subscriptionId}",
  tags,
  summary: "Forget an address and the mails queued for it",
  request: { params },
  responses: { 204: { description: "Forgotten" }, ...problems(400, 404) },
});

/** Who gets mail. Confirming and unsubscribing is done with signed links, outside of this API. */
export function subscriptionRoutes({ db, now }: Dependencies) {
  return apiRouter()
    .openapi(list, async (c) => {
      const { limit, cursor, ...filter } = c.req.valid("query");
      const { rows, nextCursor } = await listSubscriptions(db, filter, limit, cursor);
      return c.json({ data: rows.map(toJson), nextCursor }, 200);
    })
    .openapi(create, async (c) => {
      const { subscription, created } = await subscribe(db, c.req.valid("json").email, now());
      const body = toJson(subscription);
      if (!created) return c.json(body, 200);
      return c.json(body, 201, { location: `/v1/subscriptions/${subscription.id}` });
    })
    .openapi(read, async (c) => {
      const found = await findSubscription(db, c.req.valid("param").subscriptionId);
      if (found === undefined) throw noSubscription();
      return c.json(toJson(found), 200);
    })
    .openapi(remove, async (c) => {
      if (!(await removeSubscription(db, c.req.valid("param").subscriptionId))) throw noSubscription();
      return c.body(null, 204);
    });
}

function toJson(row: Subscription): z.output<typeof subscription> {
  return {
    id: row.id,
    email: row.email,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    confirmedAt: row.confirmed_at?.toISOString() ?? null,
    unsubscribedAt: row.unsubscribed_at?.toISOString() ?? null,
  };
}

function noSubscription(): Problem {
  return new Problem(404, "there is no subscription with this id");
}
