import { startJob } from "../../shared/src/start-job";
import { createAddressGuard } from "./address-guard";
import { scrape } from "./app";
import { type Config, schema, secretKeys } from "./config";
import { Extractor } from "./extractor";
import { createGuardedAgent } from "./guarded-agent";
import { HostGate } from "./host-gate";
import { createPageFetcher, type PageFetcher } from "./page-fetcher";
import { createRobotsCheck } from "./robots";

/** Time to connect and finish the TLS handshake, in milliseconds; never longer than the page's own limit. */
const CONNECT_MS = 10_000;

/** Time until the headers are complete, and longest silence inside a body, in milliseconds. */
const SILENCE_MS = 10_000;

/** Largest header block, in bytes: Node's own default. @see https://nodejs.org/api/http.html#httpmaxheadersize */
const HEADER_BYTES = 16_384;

/** Browsers follow 20; a page that needs more than this is better watched at its own address. */
const MAX_REDIRECTS = 5;

/** Enough for a page of 2 MiB with 100,000 elements; see docs/workloads-jobs.md for what was measured. */
const EXTRACT_HEAP_MIB = 96;

/** Runs the scraper as a process. `program` is this very program: its extraction thread runs it again. */
export function start(program: URL): Promise<void> {
  return startJob({
    workload: "scraper",
    schema,
    secretKeys,
    work: (config, lifecycle) => async (context) => {
      const { SCRAPER_CONCURRENCY: concurrency, SCRAPER_PAGE_TIMEOUT_MS: timeoutMs } = config;
      const extractor = new Extractor({ program, timeoutMs, heapMiB: EXTRACT_HEAP_MIB });
      lifecycle.onStop("extractor", () => extractor.close());
      const fetcher = buildFetcher(config, context.signal);
      const fetchPage: PageFetcher = (url, validators) => {
        extractor.warmUp();
        return fetcher(url, validators);
      };
      return scrape(context, { fetchPage, extract: extractor.extract, concurrency, now: () => new Date() });
    },
  });
}

function buildFetcher(config: Config, signal: AbortSignal): PageFetcher {
  const totalMs = config.SCRAPER_PAGE_TIMEOUT_MS;
  const agent = createGuardedAgent({
    guard: createAddressGuard(config.SCRAPER_ALLOW_ADDRESSES),
    connectMs: Math.min(CONNECT_MS, totalMs),
    headerBytes: HEADER_BYTES,
  });
  const limits = {
    totalMs,
    headersMs: Math.min(SILENCE_MS, totalMs),
    idleMs: Math.min(SILENCE_MS, totalMs),
    bodyBytes: config.SCRAPER_PAGE_BYTES,
  };
  const request = { agent, userAgent: config.SCRAPER_USER_AGENT, limits, signal };
  const gate = new HostGate({ pauseMs: config.SCRAPER_HOST_PAUSE_MS });
  return createPageFetcher({ gate, robots: createRobotsCheck(gate, request), request, maxRedirects: MAX_REDIRECTS });
}
