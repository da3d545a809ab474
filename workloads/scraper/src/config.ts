import ipaddr from "ipaddr.js";
import { z } from "zod";
import { commonVariables, databaseVariables, requireDatabase, wholeNumber } from "../../shared/src/variables";

/** Networks in CIDR form, separated by commas. */
const networks = z.string().transform((text, context) => {
  const list = text.split(",").map((network) => network.trim());
  if (list.every((network) => ipaddr.isValidCIDR(network))) return list as readonly string[];
  context.addIssue({ code: "custom", message: "expected networks such as 127.0.0.1/32, separated by commas" });
  return z.NEVER;
});

/** Everything the scraper reads from its environment. */
export const schema = requireDatabase(
  z.object({
    ...commonVariables,
    ...databaseVariables,
    /**
     * How the scraper introduces itself. The part before the first slash or space is what robots.txt is searched for; say
     * behind it where to complain.
     * @default StowageBot/1.0
     */
    SCRAPER_USER_AGENT: z
      .string()
      .regex(
        /^[A-Za-z_-]+(?:[/ ][\x20-\x7e]*)?$/,
        "expected a product name such as StowageBot/1.0 (+https://example.com)",
      )
      .default("StowageBot/1.0"),
    /** Hosts worked on at the same time; within one host there is never more than one request. @default 4 */
    SCRAPER_CONCURRENCY: wholeNumber(1, 16).default(4),
    /** Least pause between two requests to one host, in milliseconds. @default 1000 */
    SCRAPER_HOST_PAUSE_MS: wholeNumber(0, 60_000).default(1_000),
    /**
     * Time to fetch one page with all its redirects, and as much again to parse it, in milliseconds. A page of 2 MiB takes
     * 1.5 s to parse, and ten times as long on a T3 instance without CPU credits.
     * @default 20000
     */
    SCRAPER_PAGE_TIMEOUT_MS: wholeNumber(100, 120_000).default(20_000),
    /** Largest page, in bytes, before and after decompression. @default 2097152 */
    SCRAPER_PAGE_BYTES: wholeNumber(1_024, 16_777_216).default(2_097_152),
    /**
     * Networks that may be reached although they are not public. For tests and development only: with it, whoever may add a
     * watch may read what is served there. The addresses that hand out AWS credentials stay closed.
     * @default - none
     */
    SCRAPER_ALLOW_ADDRESSES: networks.default([]),
  }),
);

export type Config = z.output<typeof schema>;

/** Variables without which the scraper does not start. */
export const environmentKeys = [] as const;

/** Variables with a default. */
export const optionalEnvironmentKeys = [
  "LOG_LEVEL",
  "DATABASE_SECRET_ARN",
  "PGHOST",
  "PGPORT",
  "PGDATABASE",
  "DATABASE_SSL",
  "DATABASE_POOL_MAX",
  "SCRAPER_USER_AGENT",
  "SCRAPER_CONCURRENCY",
  "SCRAPER_HOST_PAUSE_MS",
  "SCRAPER_PAGE_TIMEOUT_MS",
  "SCRAPER_PAGE_BYTES",
  "SCRAPER_ALLOW_ADDRESSES",
] as const;

/** Variables that ECS injects from a secret, and that never appear in a log. */
export const secretKeys = ["DATABASE_SECRET"] as const;
