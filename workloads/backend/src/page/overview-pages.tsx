import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { email } from "../api/fields";
import type { AppEnv, Dependencies } from "../dependencies";
import { basicToken } from "../http/authentication";
import { Problem } from "../http/problem";
import { rateLimit } from "../http/rate-limit";
import { listItems } from "../store/item-store";
import { listRuns } from "../store/run-store";
import { subscribe } from "../store/subscription-store";
import { listWatches } from "../store/watch-store";
import { Message } from "./message";
import { Overview } from "./overview";

/** How often one address may use the form: it makes us send mail to whoever is named. */
const FORM_LIMIT = { perMinute: 1 / 6, burst: 5 };

/** The page at `/` and its form. */
export function overviewPages(dependencies: Dependencies) {
  const { db, now, config } = dependencies;
  const pages = new Hono<AppEnv>();
  if (config.PAGE_ACCESS === "token") {
    for (const path of ["/", "/subscribe"]) pages.use(path, basicToken(config.API_TOKENS));
  }
  return pages
    .get("/", async (c) => {
      const [watches, items, runs] = await Promise.all([
        listWatches(db, 50),
        listItems(db, {}, 25),
        listRuns(db, {}, 8),
      ]);
      return c.html(<Overview watches={watches.rows} items={items.rows} runs={runs.rows} now={now()} />);
    })
    .post("/subscribe", csrf(), rateLimit(FORM_LIMIT, dependencies), async (c) => {
      const parsed = email.safeParse(new URLSearchParams(await c.req.text()).get("email")?.trim());
      if (!parsed.success) throw new Problem(400, "That is not an email address.");
      await subscribe(db, parsed.data, now());
      const text =
        "Unless this address is subscribed already, a mail with a link to confirm is on its way within six hours.";
      return c.html(<Message title="Check your mail" text={text} />, 202);
    });
}
