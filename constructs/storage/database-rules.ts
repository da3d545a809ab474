import type { Violation } from "../rules/finding";
import type { DatabaseProps } from "./database";

const RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const STORAGE = `${RDS}/CHAP_Storage.html`;
/** gp3 with PostgreSQL. */
const LEAST_STORAGE_GIB = 20;
const MOST_STORAGE_GIB = 65_536;
const MOST_BACKUP_DAYS = 35;

/** Everything wrong with a database by itself, all at once. */
export function checkDatabase(props: DatabaseProps): Violation[] {
  return [...checkDatabaseSettings(props), ...checkPlace(props)];
}

/** What is wrong with it wherever it stands. */
export function checkDatabaseSettings(props: Omit<DatabaseProps, "network" | "alarms">): Violation[] {
  return [...checkKind(props), ...checkStorage(props), ...checkSafety(props)];
}

function checkKind({
  instanceClass,
  postgresVersion,
  databaseName,
}: Omit<DatabaseProps, "network" | "alarms">): Violation[] {
  const violations: Violation[] = [];
  if (!/^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass)) {
    violations.push({
      code: "database-class",
      prop: "instanceClass",
      got: instanceClass,
      expected: "an RDS instance class",
      fix: "write it as db.t4g.micro",
      source: `${RDS}/Concepts.DBInstanceClass.html`,
    });
  }
  if (!/^\d{2}(\.\d+)?$/.test(postgresVersion)) {
    violations.push({
      code: "database-version",
      prop: "postgresVersion",
      got: postgresVersion,
      expected: "a version of PostgreSQL",
      fix: 'write the major version, such as "17", and let RDS keep the minor one current',
      source: "https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html",
    });
  }
  if (databaseName !== undefined && !/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(databaseName)) {
    violations.push({
      code: "database-name",
      prop: "databaseName",
      got: databaseName,
      expected: "a letter or _ followed by letters, digits and _, at most 63 characters",
      fix: "rename it",
      source: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
    });
  }
  return violations;
}

function checkStorage({ storageGiB, maxStorageGiB }: Omit<DatabaseProps, "network" | "alarms">): Violation[] {
  const violations: Violation[] = [];
  if (!Number.isInteger(storageGiB) || storageGiB < LEAST_STORAGE_GIB || storageGiB > MOST_STORAGE_GIB) {
    violations.push({
      code: "database-storage",
      prop: "storageGiB",
      got: String(storageGiB),
      expected: `a whole number from ${LEAST_STORAGE_GIB} to ${MOST_STORAGE_GIB}`,
      fix: `use at least ${LEAST_STORAGE_GIB} GiB`,
      source: STORAGE,
    });
  }
  // RDS grows the storage by at least a tenth, so a limit below that would never be reached.
  if (maxStorageGiB !== undefined && !(maxStorageGiB >= storageGiB * 1.1 && maxStorageGiB <= MOST_STORAGE_GIB)) {
    violations.push({
      code: "database-max-storage",
      prop: "maxStorageGiB",
      got: `${maxStorageGiB} with ${storageGiB} to begin with`,
      expected: `at least a tenth more than storageGiB, and at most ${MOST_STORAGE_GIB}`,
      fix: "raise it, or leave it out",
      source: `${RDS}/USER_PIOPS.Autoscaling.html`,
    });
  }
  return violations;
}

function checkSafety({ backupDays, protect, rotationDays }: Omit<DatabaseProps, "network" | "alarms">): Violation[] {
  const violations: Violation[] = [];
  const least = protect ? 1 : 0;
  if (!Number.isInteger(backupDays) || backupDays < least || backupDays > MOST_BACKUP_DAYS) {
    violations.push({
      code: "database-backups",
      prop: "backupDays",
      got: String(backupDays),
      expected: `a whole number of days from ${least} to ${MOST_BACKUP_DAYS}${protect ? " for a protected database" : ""}`,
      fix: "use 7; days beyond the size of the database itself are billed",
      source: `${RDS}/USER_WorkingWithAutomatedBackups.BackupRetention.html`,
    });
  }
  if (rotationDays !== undefined && !(Number.isInteger(rotationDays) && rotationDays >= 1 && rotationDays <= 1000)) {
    violations.push({
      code: "database-rotation",
      prop: "rotationDays",
      got: String(rotationDays),
      expected: "a whole number of days from 1 to 1000",
      fix: "leave it out for RDS's own 7 days",
      source: "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html",
    });
  }
  return violations;
}

function checkPlace({ network }: DatabaseProps): Violation[] {
  if (network.zones >= 2) return [];
  return [
    {
      code: "database-zones",
      prop: "network",
      got: `a network of ${network.zones} zone`,
      expected: "subnets in at least two zones, even for a database in one",
      fix: "set zones: 2 on the network; subnets cost nothing",
      source: `${RDS}/USER_VPC.WorkingWithRDSInstanceinaVPC.html`,
    },
  ];
}
