import { createRoute, z } from "@hono/zod-openapi";
import type { Item } from "../../../shared/src/database/schema";
import type { Dependencies } from "../dependencies";
import { Problem } from "../http/problem";
import { findItem, listItems } from "../store/item-store";
import { json, pageOf, problems } from "./answers";
import { idCursor, limit, minorAmount, moment, time, uuid } from "./fields";
import { apiRouter } from "./router";

const itemFields = {
  id: z.int().openapi({ format: "int64" }),
  watchId: uuid,
  title: z.string(),
  link: z.string(),
  priceMinor: minorAmount.nullable().openapi({ description: "In the smallest unit of the currency" }),
  currency: z.string().nullable().openapi({ description: "ISO 4217 code", example: "EUR" }),
  firstSeenAt: time,
  lastSeenAt: time,
};
const item = z.object(itemFields).openapi("Item");

const priceChange = z
  .object({ oldPriceMinor: minorAmount.nullable(), newPriceMinor: minorAmount.nullable(), at: time })
  .openapi("PriceChange");

const itemWithPrices = z
  .object({ ...itemFields, priceChanges: z.array(priceChange).openapi({ description: "Newest first, at most 100" }) })
  .openapi("ItemWithPrices");

const tags = ["items"];

const list = createRoute({
  method: "get",
  path: "/items",
  tags,
  summary: "List items, newest first",
  request: {
    query: z.object({
      limit,
      cursor: idCursor.optional(),
      watchId: uuid.optional(),
      from: moment.optional().openapi({ description: "First seen at this time or later" }),
      to: moment.optional().openapi({ description: "First seen before this time" }),
    }),
  },
  responses: { 200: json("Items", pageOf("ItemPage", item)), ...problems(400) },
});

const read = createRoute({
  method: "get",
  path: "/items/{itemId}",
  tags,
  summary: "Read an item and how its price changed",
  request: {
    params: z.object({ itemId: z.coerce.number().int().min(1).openapi({ type: "integer", format: "int64" }) }),
  },
  responses: { 200: json("The item", itemWithPrices), ...problems(400, 404) },
});

/** Read what was found. Items are written by the scraper only. */
export function itemRoutes({ db }: Dependencies) {
  return apiRouter()
    .openapi(list, async (c) => {
      const { limit, cursor, ...filter } = c.req.valid("query");
      const { rows, nextCursor } = await listItems(db, filter, limit, cursor);
      return c.json({ data: rows.map(toJson), nextCursor }, 200);
    })
    .openapi(read, async (c) => {
      const found = await findItem(db, c.req.valid("param").itemId);
      if (found === undefined) throw new Problem(404, "there is no item with this id");
      const priceChanges = found.priceChanges.map(({ old_price_minor, new_price_minor, at }) => ({
        oldPriceMinor: old_price_minor,
        newPriceMinor: new_price_minor,
        at: at.toISOString(),
      }));
      return c.json({ ...toJson(found.item), priceChanges }, 200);
    });
}

function toJson(row: Item): z.output<typeof item> {
  return {
    id: row.id,
    watchId: row.watch_id,
    title: row.title,
    link: row.link,
    priceMinor: row.price_minor,
    currency: row.currency,
    firstSeenAt: row.first_seen_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
  };
}
