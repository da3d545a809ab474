import type { Env } from "hono";
import type { Database } from "../../shared/src/database/pool";
import type { Logger } from "../../shared/src/log";
import type { TokenSigner } from "../../shared/src/tokens";
import type { Config } from "./config";

/** What the process can do at this moment. */
export interface Readiness {
  /** The schema is there; before that every request that needs the database is answered 503. */
  readonly migrated: boolean;
  /** The process was asked to stop; load balancers should send requests elsewhere. */
  readonly stopping: boolean;
}

/** Everything the application uses. Clocks and stores are parameters, so that tests bring their own. */
export interface Dependencies {
  readonly db: Database;
  readonly logger: Logger;
  readonly signer: TokenSigner;
  readonly config: Pick<Config, "API_TOKENS" | "PAGE_ACCESS" | "TRUSTED_PROXY_HOPS" | "RATE_LIMIT_PER_MINUTE">;
  readonly readiness: Readiness;
  readonly now: () => Date;
}

/** What middleware leaves for handlers. */
export interface AppEnv extends Env {
  Variables: { readonly requestId: string };
  /** Set by the server; absent in tests that call `app.request()`. */
  Bindings: { readonly remoteAddress?: string };
}
