import { isDatabaseUnavailable } from "../../shared/src/database/errors";
import type { RunError, Watch } from "../../shared/src/database/schema";
import type { JobContext, JobResult } from "../../shared/src/job";
import type { Metric } from "../../shared/src/metrics";
import { type Check, checkWatch } from "./check-watch";
import { countAttempt, dueWatches, forgetAttempt } from "./due-watches";
import type { Extract } from "./extractor";
import { PageError } from "./page-error";
import type { PageFetcher } from "./page-fetcher";
import { saveFailure, saveNotModified, savePage } from "./save-check";

/** What the run needs from outside. */
export interface ScraperDependencies {
  readonly fetchPage: PageFetcher;
  readonly extract: Extract;
  /** Hosts worked on at the same time. */
  readonly concurrency: number;
  readonly now: () => Date;
}

interface Tally {
  due: number;
  checked: number;
  /** Changed or deleted while their pages were read. */
  outdated: number;
  notModified: number;
  /** Read, and nothing on them matched: the page or the selector may be wrong. */
  empty: number;
  itemsNew: number;
  priceChanges: number;
  readonly errors: RunError[];
}

/**
 * Looks at every due watch once. Hosts are worked on side by side, the watches of one host one after another. What is wrong
 * with one watch is one error line and one error of the run, and never stops the others.
 */
export async function scrape(context: JobContext, dependencies: ScraperDependencies): Promise<JobResult> {
  const watches = await dueWatches(context.db, dependencies.now());
  const tally: Tally = {
    due: watches.length,
    checked: 0,
    outdated: 0,
    notModified: 0,
    empty: 0,
    itemsNew: 0,
    priceChanges: 0,
    errors: [],
  };
  const hosts = [...byHost(watches).values()];
  const lanes = Array.from({ length: dependencies.concurrency }, () =>
    workThrough(hosts, context, dependencies, tally),
  );
  // All of them are waited for: nothing may still be at work when the database is closed.
  const broken = (await Promise.allSettled(lanes)).find((lane) => lane.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return summarise(tally, context.signal);
}

/** Takes one host after another, until there is none left, the process is asked to stop or the database is lost. */
async function workThrough(
  hosts: (readonly Watch[])[],
  context: JobContext,
  dependencies: ScraperDependencies,
  tally: Tally,
): Promise<void> {
  try {
    for (let host = hosts.shift(); host !== undefined; host = hosts.shift()) {
      for (const watch of host) {
        if (context.signal.aborted) return;
        await checkOne(watch, context, dependencies, tally);
      }
    }
  } catch (error) {
    hosts.length = 0;
    throw error;
  }
}

function byHost(watches: readonly Watch[]): Map<string, Watch[]> {
  const hosts = new Map<string, Watch[]>();
  for (const watch of watches) {
    const host = URL.canParse(watch.url) ? new URL(watch.url).host : "";
    hosts.set(host, [...(hosts.get(host) ?? []), watch]);
  }
  return hosts;
}

async function checkOne(
  watch: Watch,
  context: JobContext,
  dependencies: ScraperDependencies,
  tally: Tally,
): Promise<void> {
  const { db, signal } = context;
  const logger = context.logger.child({ watchId: watch.id });
  await countAttempt(db, watch.id);
  try {
    const check = await checkWatch(watch, dependencies.fetchPage, dependencies.extract);
    const saved = await save(check, watch, { ...context, logger }, dependencies.now(), tally);
    if (saved) {
      tally.checked++;
    } else {
      tally.outdated++;
      await forgetAttempt(db, watch.id);
    }
  } catch (thrown) {
    // Without a database nothing can be stored for any watch: the run ends.
    if (isDatabaseUnavailable(thrown)) throw thrown;
    // The page did not fail, we stopped: the watch stays due.
    if (signal.aborted) return forgetAttempt(db, watch.id);
    const error = PageError.from(thrown);
    logger.error("watch failed", { code: error.code, url: watch.url, error: error.message });
    tally.errors.push({ code: error.code, message: error.message, watchId: watch.id, url: watch.url });
    await saveFailure(db, watch, error, dependencies.now());
  }
}

/** @returns false when the watch was changed or deleted meanwhile, and nothing was stored */
async function save(check: Check, watch: Watch, { db, logger }: JobContext, now: Date, tally: Tally): Promise<boolean> {
  if (check.kind === "not-modified") {
    tally.notModified++;
    await saveNotModified(db, watch, now);
    return true;
  }
  const saved = await savePage(db, watch, check.page, now).catch((error: unknown) => {
    throw isDatabaseUnavailable(error) ? error : PageError.from(error, "store");
  });
  if (saved === undefined) return false;
  const { itemsNew, priceChanges } = saved;
  tally.itemsNew += itemsNew;
  tally.priceChanges += priceChanges;
  const { matched, skipped, truncated } = check;
  const found = { matched, kept: check.page.items.length, itemsNew, priceChanges };
  if (matched === 0) {
    tally.empty++;
    logger.warn("nothing on the page could be read as an item; has it changed?", { url: watch.url, skipped });
  } else if (truncated) {
    logger.warn("the page has more items than are read", found);
  } else {
    logger.debug("watch checked", found);
  }
  return true;
}

function summarise(tally: Tally, signal: AbortSignal): JobResult {
  const { due, checked, outdated, notModified, empty, itemsNew, priceChanges, errors } = tally;
  const count = (name: string, value: number): Metric => ({ name, unit: "Count", value });
  const stopped = signal.aborted && checked + errors.length + outdated < due;
  const problems: RunError[] = stopped ? [...errors, { code: "stopped", message: stopText(signal) }] : errors;
  return {
    outcome: problems.length === 0 ? "success" : checked === 0 && !stopped ? "failure" : "partial",
    watchesChecked: checked,
    itemsNew,
    errors: problems,
    metrics: [
      count("WatchesDue", due),
      count("WatchesChecked", checked),
      count("WatchesFailed", errors.length),
      count("PagesNotModified", notModified),
      count("PagesEmpty", empty),
      count("ItemsNew", itemsNew),
      count("PriceChanges", priceChanges),
    ],
  };
}

function stopText({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}
