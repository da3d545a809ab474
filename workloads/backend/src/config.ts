import { z } from "zod";
import {
  commonVariables,
  databaseVariables,
  linkVariables,
  requireDatabase,
  wholeNumber,
} from "../../shared/src/variables";

/** Shortest token: 32 characters of a random alphabet cannot be guessed, and short ones are usually words. */
const SHORTEST_TOKEN = 32;

const tokenList = z.string().transform((text, context) => {
  const tokens = text.split(",").map((token) => token.trim());
  if (tokens.every((token) => token.length >= SHORTEST_TOKEN)) return tokens as readonly string[];
  const message = `expected comma-separated tokens of at least ${SHORTEST_TOKEN} characters each`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const variables = z.object({
  ...commonVariables,
  ...databaseVariables,
  /** ARN of the secret that the scraper's credentials are put into. @default - the scraper gets none of its own */
  SCRAPER_DATABASE_SECRET_ARN: z.string().optional(),
  /** The same of the notifier. */
  NOTIFIER_DATABASE_SECRET_ARN: z.string().optional(),
  LINK_SIGNING_KEY: linkVariables.LINK_SIGNING_KEY,
  /** Comma-separated bearer tokens; each may do everything. Two at a time let one be replaced without an outage. */
  API_TOKENS: tokenList,
  /** @default 3000 */
  PORT: wholeNumber(0, 65_535).default(3000),
  /**
   * Who may see the page at `/`: anybody, or whoever gives an API token as the password of HTTP Basic.
   * @default token
   */
  PAGE_ACCESS: z.enum(["token", "public"], "expected token or public").default("token"),
  /**
   * How many proxies in front append to `X-Forwarded-For`: 0 when clients connect directly (the header is ignored), 1
   * behind one load balancer or the edge proxy. Wrong values let a client choose the address it is limited by.
   * @default 0
   */
  TRUSTED_PROXY_HOPS: wholeNumber(0, 8).default(0),
  /** Requests one client may make in a minute, in bursts of a quarter of that; 0 turns the limit off. @default 600 */
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 10_000_000).default(600),
  /** Seconds from SIGTERM to a forced exit; keep it below the container's stop timeout, which is 30 by default. @default 25 */
  STOP_TIMEOUT_SECONDS: wholeNumber(1, 118).default(25),
});

/** The backend's environment. */
export const schema = requireDatabase(variables);

export type Config = z.output<typeof schema>;

/** Variables every deployment must set in the clear. None: all have defaults. */
export const environmentKeys = [] as const;

/** Variables a deployment may set in the clear. */
export const optionalEnvironmentKeys = [
  "PORT",
  "LOG_LEVEL",
  "PAGE_ACCESS",
  "TRUSTED_PROXY_HOPS",
  "RATE_LIMIT_PER_MINUTE",
  "STOP_TIMEOUT_SECONDS",
  "DATABASE_SECRET_ARN",
  "SCRAPER_DATABASE_SECRET_ARN",
  "NOTIFIER_DATABASE_SECRET_ARN",
  "PGHOST",
  "PGPORT",
  "PGDATABASE",
  "DATABASE_SSL",
  "DATABASE_POOL_MAX",
] as const;

/** Variables every deployment must inject from secrets. */
export const secretKeys = ["DATABASE_SECRET", "API_TOKENS", "LINK_SIGNING_KEY"] as const;

export type EnvironmentKey = (typeof environmentKeys)[number];
export type OptionalEnvironmentKey = (typeof optionalEnvironmentKeys)[number];
export type SecretKey = (typeof secretKeys)[number];
