import type { Construct } from "constructs";
import { Alarm } from "../monitoring/alarm";
import type { Alarms } from "../monitoring/alarms";

export interface DatabaseAlarms {
  readonly identifier: string;
  readonly storageGiB: number;
  readonly alarms: Alarms;
}

/** Percent of CPU that a database may use for a quarter of an hour. */
const BUSY_PERCENT = 85;
/** Part of the storage below which RDS grows it, or, when it may not, somebody has to. */
const SCARCE = 0.1;

/** Alarms on what makes a database slow or read-only; 0.10 USD each and month beyond the first ten of the account. */
export function addDatabaseAlarms(scope: Construct, { identifier, storageGiB, alarms }: DatabaseAlarms): void {
  const { id } = scope.node;
  const metric = { namespace: "AWS/RDS", dimensions: { DBInstanceIdentifier: identifier } };
  new Alarm(scope, "cpu", {
    alarms,
    effect: `The database ${id} has used over ${BUSY_PERCENT} % CPU for 15 minutes: queries queue up`,
    firstAction: "look for the query that runs longest",
    runbook: "database-cpu",
    when: { ...metric, metricName: "CPUUtilization", statistic: "Average" },
    is: ">",
    threshold: BUSY_PERCENT,
    periodSeconds: 300,
    periods: 3,
  });
  new Alarm(scope, "storage", {
    alarms,
    effect: `The database ${id} has less than a tenth of its storage left: a full one takes no writes`,
    firstAction: "raise storageGiB, or maxStorageGiB, and apply",
    runbook: "database-storage",
    when: { ...metric, metricName: "FreeStorageSpace", statistic: "Minimum" },
    is: "<",
    threshold: Math.round(storageGiB * SCARCE * 1024 ** 3),
    periodSeconds: 300,
    periods: 1,
  });
}
