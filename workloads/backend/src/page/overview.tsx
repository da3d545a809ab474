import type { Item, Run, Watch } from "../../../shared/src/database/schema";
import { hostOf, price, relative, safeLink, span } from "./format";
import { Layout } from "./layout";

export interface OverviewProps {
  readonly watches: readonly Watch[];
  readonly items: readonly Item[];
  readonly runs: readonly Run[];
  readonly now: Date;
}

/** What the house knows at a glance: what was found, what is watched, and whether the machines did their work. */
export function Overview({ watches, items, runs, now }: OverviewProps) {
  const names = new Map(watches.map((watch) => [watch.id, watch.name || hostOf(watch.url)]));
  return (
    <Layout title="Stowage" lead="New things on the pages you watch, mailed every six hours.">
      <section class="wide" aria-labelledby="items">
        <h2 id="items">Newest items</h2>
        {items.length === 0 ? <p class="empty">Nothing found yet.</p> : null}
        <ul>
          {items.map((item) => (
            <ItemEntry item={item} watchName={names.get(item.watch_id)} now={now} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="watches">
        <h2 id="watches">Watches</h2>
        {watches.length === 0 ? <p class="empty">None yet. Create one with POST /v1/watches.</p> : null}
        <ul>
          {watches.map((watch) => (
            <WatchEntry watch={watch} now={now} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="runs">
        <h2 id="runs">Last runs</h2>
        {runs.length === 0 ? <p class="empty">Scraper and notifier have not run yet.</p> : null}
        <ul>
          {runs.map((run) => (
            <RunEntry run={run} now={now} />
          ))}
        </ul>
      </section>
      <SubscribeForm />
    </Layout>
  );
}

function ItemEntry({ item, watchName, now }: { item: Item; watchName: string | undefined; now: Date }) {
  const link = safeLink(item.link);
  const title = item.title || "(no title)";
  return (
    <li>
      <div class="row">
        <h3>
          {link === undefined ? (
            title
          ) : (
            <a href={link} rel="noopener noreferrer nofollow">
              {title}
            </a>
          )}
        </h3>
        {item.price_minor === null ? null : <span class="price">{price(item.price_minor, item.currency)}</span>}
      </div>
      <div class="soft">
        {watchName ?? hostOf(item.link)}, <Time at={item.first_seen_at} now={now} />
      </div>
    </li>
  );
}

function WatchEntry({ watch, now }: { watch: Watch; now: Date }) {
  const failing = watch.consecutive_failures > 0;
  const state = !watch.enabled ? "paused" : failing ? "failing" : undefined;
  const link = safeLink(watch.url);
  return (
    <li>
      <div class="row">
        <h3>
          {link === undefined ? (
            watch.name
          ) : (
            <a href={link} rel="noopener noreferrer nofollow">
              {watch.name || hostOf(watch.url)}
            </a>
          )}
        </h3>
        {state === undefined ? null : <span class={`tag ${state}`}>{state}</span>}
      </div>
      <div class="soft">
        {watch.last_checked_at === null ? (
          "not checked yet"
        ) : (
          <>
            checked <Time at={watch.last_checked_at} now={now} />
          </>
        )}
        {watch.enabled ? <>, every {span(watch.interval_minutes * 60_000)}</> : null}
      </div>
      {failing && watch.last_error !== null ? <div class="bad">{watch.last_error}</div> : null}
    </li>
  );
}

function RunEntry({ run, now }: { run: Run; now: Date }) {
  const outcome = run.outcome ?? "unfinished";
  return (
    <li>
      <div class="row">
        <h3>{run.workload}</h3>
        <span class={`tag ${outcome}`}>{outcome}</span>
      </div>
      <div class="soft">
        <Time at={run.started_at} now={now} />, {summary(run)}
      </div>
      {run.errors.length === 0 ? null : (
        <details>
          <summary>{count(run.errors.length, "error")}</summary>
          {run.errors.slice(0, 20).map((error) => (
            <div class="bad">
              {error.code}: {error.message}
              {error.url === undefined ? "" : ` (${error.url})`}
            </div>
          ))}
        </details>
      )}
    </li>
  );
}

function summary(run: Run): string {
  if (run.workload === "notifier") {
    return run.mails_failed === 0
      ? count(run.mails_sent, "mail")
      : `${count(run.mails_sent, "mail")}, ${run.mails_failed} failed`;
  }
  return `${count(run.watches_checked, "watch", "watches")}, ${count(run.items_new, "new item")}`;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

function Time({ at, now }: { at: Date; now: Date }) {
  return <time datetime={at.toISOString()}>{relative(at, now)}</time>;
}

function SubscribeForm() {
  return (
    <section aria-labelledby="subscribe">
      <h2 id="subscribe">Get them by mail</h2>
      <form method="post" action="/subscribe">
        <label>
          Email address
          <input type="email" name="email" required maxlength={254} autocomplete="email" />
        </label>
        <button type="submit">Subscribe</button>
      </form>
    </section>
  );
}
