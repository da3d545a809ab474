import autocannon from "autocannon";
import { apiToken } from "../../workloads/backend/testing/backend-process";
import { migrate } from "../../workloads/shared/src/database/migrate";
import { openDatabase } from "../../workloads/shared/src/database/pool";
import { Logger } from "../../workloads/shared/src/log";
import { findPostgres, type PostgresServer, startPostgres } from "../../workloads/shared/testing/postgres";
import { type Contestant, startContestants, usageOf } from "./contestants";

const CONNECTIONS = 50;

/** Requests before the first measurement, until the code has been optimised. */
const WARM_UP = 5_000;
const paths = ["/healthz", "/v1/items?limit=20"] as const;

export interface BenchOptions {
  readonly root: string;
  /** How often each contestant is measured; the median counts, so that a noisy moment does not. */
  readonly rounds: number;
  /** Length of one measurement. */
  readonly seconds: number;
}

interface Sample {
  readonly rate: number;
  /** Processor time of the program for one request, in microseconds. Other users of the machine hardly change it. */
  readonly cpu: number;
  readonly p99: number;
}

/** Measures all contestants in turn, round after round, and prints a table with ratios to bare node:http. */
export async function bench({ root, rounds, seconds }: BenchOptions): Promise<void> {
  const postgres = await startPostgres();
  if (postgres === undefined) throw new Error(findPostgres().reason);
  const name = await filledDatabase(postgres);
  const { contestants, absent } = await startContestants(root, postgres.url(name), postgres.secret(name));
  try {
    const idle = new Map(contestants.map((one) => [one, usageOf(one.child).peak]));
    for (const path of paths) {
      for (const one of contestants) await measure(one, path, { amount: WARM_UP });
      const samples = new Map<Contestant, Sample[]>(contestants.map((one) => [one, []]));
      for (let round = 0; round < rounds; round++) {
        for (const one of contestants) samples.get(one)?.push(await measure(one, path, { duration: seconds }));
      }
      process.stdout.write(table(path, contestants, samples, idle));
    }
    if (absent !== undefined) process.stdout.write(`absent: ${absent}\n`);
    process.stdout.write(
      `${CONNECTIONS} connections, median of ${rounds} rounds of ${seconds} s, ${postgres.version}, node ${process.version}\n`,
    );
  } finally {
    for (const { child } of contestants) child.kill("SIGTERM");
    await Promise.all(contestants.map(({ child }) => new Promise((resolve) => child.once("exit", resolve))));
    await postgres.dispose();
  }
}

async function filledDatabase(postgres: PostgresServer): Promise<string> {
  const name = await postgres.createDatabase();
  const logger = new Logger({ service: "bench", level: "error" });
  const config = { DATABASE_SECRET: postgres.secret(name), DATABASE_POOL_MAX: 1 };
  const database = openDatabase(config, { logger, applicationName: "bench" });
  const client = await database.connect();
  await migrate(client, logger);
  await client.query(`
    insert into watches (url, item_selector, title_selector, link_selector) values ('https://x/', 'li', 'a', 'a');
    insert into items (watch_id, fingerprint, title, link, price_minor, currency)
      select id, n::text, 'An item with a title of usual length, number ' || n, 'https://shop.example.com/' || n, n, 'EUR'
      from watches, generate_series(1, 5000) n`);
  await client.end();
  await database.close();
  return name;
}

async function measure(
  { name, url, child }: Contestant,
  path: string,
  extent: { readonly amount: number } | { readonly duration: number },
): Promise<Sample> {
  const headers = { authorization: `Bearer ${apiToken}` };
  const before = usageOf(child).cpu;
  const result = await autocannon({ url: url + path, connections: CONNECTIONS, headers, ...extent });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(
      `${name} ${path}: ${result.non2xx} bad answers, ${result.errors} errors, ${result.timeouts} timeouts`,
    );
  }
  const cpu = ((usageOf(child).cpu - before) * 1e6) / result.requests.total;
  return { rate: result.requests.average, p99: result.latency.p99, cpu };
}

function table(
  path: string,
  contestants: readonly Contestant[],
  samples: ReadonlyMap<Contestant, readonly Sample[]>,
  idle: ReadonlyMap<Contestant, number>,
): string {
  const of = (one: Contestant) => {
    const taken = samples.get(one) ?? [];
    const middle = (key: keyof Sample) => median(taken.map((sample) => sample[key]));
    return { rate: middle("rate"), p99: middle("p99"), cpu: middle("cpu"), peak: usageOf(one.child).peak };
  };
  const [base] = contestants.map(of);
  if (base === undefined) return "";
  const ratio = (value: number, to: number) => (value / to).toFixed(2);
  const lines = contestants.map((one) => {
    const { rate, p99, cpu, peak } = of(one);
    const speed = [rate.toFixed(0), ratio(rate, base.rate), p99, cpu.toFixed(0), ratio(cpu, base.cpu)];
    return `| ${[one.name, ...speed, (idle.get(one) ?? 0).toFixed(0), peak.toFixed(0), ratio(peak, base.peak)].join(" | ")} |`;
  });
  return [
    `\n\`GET ${path}\``,
    "",
    "| program | requests/s | ratio | p99 ms | CPU µs/request | ratio | MiB at start | MiB peak | ratio |",
    "|---|---|---|---|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
