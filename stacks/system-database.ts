import type { Construct } from "constructs";
import type { Alarms } from "../constructs/monitoring/alarms";
import type { Network } from "../constructs/network/network";
import { Secret } from "../constructs/security/secret";
import { Database } from "../constructs/storage/database";
import type { ManagedSecret } from "../constructs/storage/managed-secret";
import type { OutsideAddress } from "../constructs/task/outside-address";
import type { ScheduledTask } from "../constructs/task/scheduled-task";
import type { Service } from "../constructs/task/service";
import type { Environment } from "../environments/schema";

/** The jobs, each of which has a role in the database and a secret of its own. */
export type Job = "scraper" | "notifier";

export interface SystemDatabaseProps {
  readonly environment: Environment;
  readonly network: Network;
  readonly alarms: Alarms;
}

/** Who uses the database, and as whom. */
export interface DatabaseUsers {
  /** Owns the tables, and hands the jobs their credentials. */
  readonly owner: Service;
  readonly jobs: Readonly<Record<Job, ScheduledTask>>;
}

/**
 * PostgreSQL as the environment chose it: one that RDS runs in this network, or one that somebody else runs and whose
 * credentials a person puts in. The owner's secret is the backend's; each job has a secret with the credentials of a role of
 * its own, which the backend makes and puts in (docs/adr/0013-one-role-per-workload.md). 0.40 USD a month for each.
 */
export class SystemDatabase {
  /** The owner's credentials. */
  readonly secret: Secret | ManagedSecret<"username" | "password">;
  readonly jobSecrets: Readonly<Record<Job, Secret>>;
  readonly #rds: Database | undefined;
  readonly #port: number;

  constructor(scope: Construct, { environment, network, alarms }: SystemDatabaseProps) {
    const recoveryDays = environment.protect ? 30 : 0;
    const { database, protect } = environment;
    if ("rds" in database) {
      this.#rds = new Database(scope, "database", { network, ...database.rds, protect, alarms });
      this.#port = Number(this.#rds.environment.PGPORT);
      this.secret = this.#rds.secret;
    } else {
      this.#port = database.external.port;
      this.secret = new Secret(scope, "database", {
        description: "PostgreSQL: JSON with host, port, dbname, username, password",
        recoveryDays,
      });
    }
    const jobSecret = (job: Job) =>
      new Secret(scope, `database-${job}`, {
        description: `PostgreSQL as the ${job}: put in by the backend when it starts`,
        recoveryDays,
      });
    this.jobSecrets = { scraper: jobSecret("scraper"), notifier: jobSecret("notifier") };
  }

  /** Whether a person puts the owner's credentials in. */
  get isExternal(): boolean {
    return this.#rds === undefined;
  }

  /** What the backend is told beside the secret: RDS's own holds a name and a password only. */
  get ownerEnvironment(): {
    DATABASE_SECRET_ARN: string;
    SCRAPER_DATABASE_SECRET_ARN: string;
    NOTIFIER_DATABASE_SECRET_ARN: string;
    PGHOST?: string;
    PGPORT?: string;
    PGDATABASE?: string;
  } {
    return {
      DATABASE_SECRET_ARN: this.secret.arn,
      SCRAPER_DATABASE_SECRET_ARN: this.jobSecrets.scraper.arn,
      NOTIFIER_DATABASE_SECRET_ARN: this.jobSecrets.notifier.arn,
      ...(this.#rds === undefined
        ? {}
        : { PGHOST: this.#rds.host, PGPORT: String(this.#port), PGDATABASE: this.#rds.databaseName }),
    };
  }

  /** For the reach check: somebody else's database is outside. */
  get reaches(): OutsideAddress[] {
    return this.#rds === undefined ? [{ host: "*", port: this.#port }] : [];
  }

  /** Lets them connect, and the owner read its rotated secret and hand out the jobs'. */
  admit({ owner, jobs }: DatabaseUsers): void {
    this.#rds?.allowFrom(owner, ...Object.values(jobs));
    this.secret.grantRead(owner.taskRole);
    for (const secret of Object.values(this.jobSecrets)) secret.grantPut(owner.taskRole);
  }
}
