import { createRoute, z } from "@hono/zod-openapi";
import { sqlState } from "../../../shared/src/database/errors";
import type { Watch } from "../../../shared/src/database/schema";
import type { Dependencies } from "../dependencies";
import { Problem } from "../http/problem";
import { changeWatch, createWatch, findWatch, listWatches, removeWatch, type WatchChange } from "../store/watch-store";
import { json, jsonBody, pageOf, problems } from "./answers";
import { limit, minorAmount, pageUrl, selector, text, time, timeCursor, uuid } from "./fields";
import { apiRouter } from "./router";

/** Five minutes to thirty days: more often would annoy the page's owner, more rarely is the same as off. */
const interval = z.int().min(5).max(43_200).openapi({ description: "Minutes between two checks", example: 360 });

const changeable = {
  name: text(200).openapi({ description: "For people", example: "New at the shop" }),
  url: pageUrl,
  itemSelector: selector,
  titleSelector: selector,
  linkSelector: selector,
  priceSelector: selector.nullable(),
  keyword: text(200).nullable().openapi({ description: "Only items whose title contains it, in any case" }),
  minPriceMinor: minorAmount.nullable(),
  maxPriceMinor: minorAmount.nullable(),
  intervalMinutes: interval,
  enabled: z.boolean(),
};

const watchPatch = z.strictObject(changeable).partial().openapi("WatchPatch");
const watchInput = watchPatch
  .required({ url: true, itemSelector: true, titleSelector: true, linkSelector: true })
  .openapi("WatchInput");

const watch = z
  .object({
    ...changeable,
    url: z.string(),
    id: uuid,
    lastCheckedAt: time.nullable(),
    nextDueAt: time,
    lastError: z.string().nullable(),
    consecutiveFailures: z.int(),
    createdAt: time,
  })
  .openapi("Watch");

const params = z.object({ watchId: uuid });
const tags = ["watches"];

const list = createRoute({
  method: "get",
  path: "/watches",
  tags,
  summary: "List watches, newest first",
  request: { query: z.object({ limit, cursor: timeCursor.optional() }) },
  responses: { 200: json("Watches", pageOf("WatchPage", watch)), ...problems(400) },
});

const create = createRoute({
  method: "post",
  path: "/watches",
  tags,
  summary: "Create a watch; it is due at once",
  request: jsonBody(watchInput),
  responses: { 201: json("The watch; `Location` is its address", watch), ...problems(400, 413, 415) },
});

const read = createRoute({
  method: "get",
  path: "/watches/{watchId}",
  tags,
  summary: "Read a watch",
  request: { params },
  responses: { 200: json("The watch", watch), ...problems(400, 404) },
});

const change = createRoute({
  method: "patch",
  path: "/watches/{watchId}",
  tags,
  summary: "Change a watch; what is left out stays. A new definition, interval or `enabled: true` makes it due at once",
  request: { params, ...jsonBody(watchPatch) },
  responses: { 200: json("The watch", watch), ...problems(400, 404, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/watches/{watchId}",
  tags,
  summary: "Remove a watch with its items",
  request: { params },
  responses: { 204: { description: "Removed" }, ...problems(400, 404) },
});

/** Create, read, change and remove watches. */
export function watchRoutes({ db }: Dependencies) {
  return apiRouter()
    .openapi(list, async (c) => {
      const query = c.req.valid("query");
      const { rows, nextCursor } = await listWatches(db, query.limit, query.cursor);
      return c.json({ data: rows.map(toJson), nextCursor }, 200);
    })
    .openapi(create, async (c) => {
      const input = c.req.valid("json");
      const { url, itemSelector, titleSelector, linkSelector } = input;
      const required = { url, item_selector: itemSelector, title_selector: titleSelector, link_selector: linkSelector };
      const created = await checked(createWatch(db, { ...toColumns(input), ...required }));
      return c.json(toJson(created), 201, { location: `/v1/watches/${created.id}` });
    })
    .openapi(read, async (c) => c.json(toJson(await found(findWatch(db, c.req.valid("param").watchId))), 200))
    .openapi(change, async (c) => {
      const changed = changeWatch(db, c.req.valid("param").watchId, toColumns(c.req.valid("json")));
      return c.json(toJson(await found(checked(changed))), 200);
    })
    .openapi(remove, async (c) => {
      if (!(await removeWatch(db, c.req.valid("param").watchId))) throw noWatch();
      return c.body(null, 204);
    });
}

/** What the client gave, by column; absent stays absent. */
function toColumns(input: z.output<typeof watchPatch>): WatchChange {
  const columns = {
    name: input.name,
    url: input.url,
    item_selector: input.itemSelector,
    title_selector: input.titleSelector,
    link_selector: input.linkSelector,
    price_selector: input.priceSelector,
    keyword: input.keyword,
    min_price_minor: input.minPriceMinor,
    max_price_minor: input.maxPriceMinor,
    interval_minutes: input.intervalMinutes,
    enabled: input.enabled,
  } satisfies Record<keyof WatchChange, unknown>;
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

function toJson(row: Watch): z.output<typeof watch> {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    itemSelector: row.item_selector,
    titleSelector: row.title_selector,
    linkSelector: row.link_selector,
    priceSelector: row.price_selector,
    keyword: row.keyword,
    minPriceMinor: row.min_price_minor,
    maxPriceMinor: row.max_price_minor,
    intervalMinutes: row.interval_minutes,
    enabled: row.enabled,
    lastCheckedAt: row.last_checked_at?.toISOString() ?? null,
    nextDueAt: row.next_due_at.toISOString(),
    lastError: row.last_error,
    consecutiveFailures: row.consecutive_failures,
    createdAt: row.created_at.toISOString(),
  };
}

/** The database compares the two prices, because a change may name only one of them. */
async function checked<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    // 23514 is check_violation; the other checks repeat what the description above already refused.
    if (sqlState(error) !== "23514") throw error;
    const detail = "must not be above maxPriceMinor";
    throw new Problem(400, "the request does not fit its description", {
      errors: [{ pointer: "/minPriceMinor", detail }],
    });
  }
}

async function found(reading: Promise<Watch | undefined>): Promise<Watch> {
  const row = await reading;
  if (row === undefined) throw noWatch();
  return row;
}

function noWatch(): Problem {
  return new Problem(404, "there is no watch with this id");
}
