import { Construct } from "constructs";
import type { Injectable } from "../security/injectable";
import { Secret } from "../security/secret";
import type { Caller } from "../task/caller";
import type { DatabaseAccess } from "./database-access";

export interface ExternalDatabaseProps {
  /** Whose database it is, such as `PostgreSQL at Neon`. */
  readonly description: string;
  /** Days in which the deleted secret can be restored: 0, or 7 to 30. @default 30 */
  readonly recoveryDays?: number;
}

/** The keys that its owner's credentials are put in under. */
const KEYS = ["host", "port", "dbname", "username", "password"] as const;

/**
 * A PostgreSQL database that somebody else runs: nothing but a secret with its address and credentials, as a JSON object
 * with host, port, dbname, username and password. It takes the place of a `Database` without a change to the containers.
 *
 * Creates: `aws_secretsmanager_secret`, 0.40 USD a month. Put the value in before the first task starts.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
 */
export class ExternalDatabase extends Construct implements DatabaseAccess {
  readonly secret: Secret<(typeof KEYS)[number]>;
  readonly #callers: Caller[] = [];

  constructor(scope: Construct, id: string, props: ExternalDatabaseProps) {
    super(scope, id);
    this.secret = new Secret(this, "secret", { ...props, keys: KEYS });
  }

  /** Every call to it crosses the internet. */
  get environment(): Readonly<Record<string, string>> {
    return { PGSSLMODE: "require" };
  }

  get secrets(): Readonly<Record<string, Injectable>> {
    return {
      PGHOST: this.secret.key("host"),
      PGPORT: this.secret.key("port"),
      PGDATABASE: this.secret.key("dbname"),
      PGUSER: this.secret.key("username"),
      PGPASSWORD: this.secret.key("password"),
    };
  }

  /** Who connects to it, for the reach check. */
  get callers(): readonly Caller[] {
    return this.#callers;
  }

  /** Opens nothing: tasks may go out, and who is let in is decided by the database's owner. */
  allowFrom(...callers: readonly Caller[]): void {
    this.#callers.push(...callers);
  }
}
