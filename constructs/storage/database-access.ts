import type { Injectable } from "../security/injectable";
import type { Caller } from "../task/caller";

/**
 * What a container needs to use a PostgreSQL database, ours or somebody else's, so that one can take the other's place:
 *
 *     container: { environment: { ...database.environment }, secrets: { ...database.secrets } }
 *
 * The variables are libpq's own, which `psql`, `pg` and most drivers read without configuration.
 * @see https://www.postgresql.org/docs/current/libpq-envars.html
 */
export interface DatabaseAccess {
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, Injectable>>;
  /** Lets tasks connect. */
  allowFrom(...callers: readonly Caller[]): void;
}
