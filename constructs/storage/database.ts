import { DbInstance } from "@cdktf/provider-aws/lib/db-instance";
import { DbSubnetGroup } from "@cdktf/provider-aws/lib/db-subnet-group";
import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { Construct } from "constructs";
import type { Alarms } from "../monitoring/alarms";
import { physicalName, statementId } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import type { Network } from "../network/network";
import { refuse } from "../report";
import type { Injectable } from "../security/injectable";
import type { Caller } from "../task/caller";
import { admit } from "./admission";
import type { DatabaseAccess } from "./database-access";
import { addDatabaseAlarms } from "./database-alarms";
import { checkDatabase } from "./database-rules";
import { ManagedSecret } from "./managed-secret";

export interface DatabaseProps {
  readonly network: Network;
  /** Such as `db.t4g.micro`, 0.016 USD an hour or 12 USD a month (us-east-1). */
  readonly instanceClass: string;
  /** Major version, such as `17`; RDS installs minor ones in the maintenance window. */
  readonly postgresVersion: string;
  /** gp3 storage, 20 to 65536 GiB; 0.115 USD per GiB and month (us-east-1). */
  readonly storageGiB: number;
  /** Up to where RDS may grow the storage by itself. @default - it does not grow */
  readonly maxStorageGiB?: number;
  /** The first database in it. @default "app" */
  readonly databaseName?: string;
  /** A standby in a second zone that takes over within minutes, at double the price. @default false */
  readonly multiAz?: boolean;
  /** Days for which any second can be restored, 0 to 35. As many GiB as the storage has are free. */
  readonly backupDays: number;
  /** Whether AWS refuses to delete it, and a deleted one leaves a last snapshot behind. */
  readonly protect: boolean;
  /** Days between two rotations of the password by RDS. @default 7, RDS's own */
  readonly rotationDays?: number;
  readonly alarms: Alarms;
}

/** @see https://www.postgresql.org/docs/current/runtime-config-connection.html */
export const POSTGRES_PORT = 5432;
/** Owner of the database. Give the application a user of its own with fewer rights. */
const OWNER = "app_owner";

/**
 * A PostgreSQL database that nobody on the internet can reach, and in the network only the tasks it is told of.
 *
 * Creates: `aws_db_instance` (encrypted by RDS's own key), a subnet group, a security group that admits nobody until
 * `allowFrom`, a secret with the password that RDS makes, keeps and rotates (0.40 USD a month), and alarms on CPU and
 * free storage. Creating takes AWS about ten minutes.
 * A rotated password does not reach a running container that had it injected: restart the service, or read the secret.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export class Database extends Construct implements DatabaseAccess {
  readonly resource: DbInstance;
  readonly firewall: FirewallGroup;
  /** The owner's name and password: a JSON object with `username` and `password`, and nothing else. */
  readonly secret: ManagedSecret<"username" | "password">;
  readonly databaseName: string;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    refuse(this, checkDatabase(props));
    this.databaseName = props.databaseName ?? "app";
    this.firewall = new FirewallGroup(this, "firewall", {
      network: props.network,
      description: "PostgreSQL: connections from granted tasks",
    });
    this.resource = this.#addInstance(props);
    this.secret = new ManagedSecret({
      arn: this.resource.masterUserSecret.get(0).secretArn,
      origin: this.node.path,
      keys: ["username", "password"],
      sid: statementId(this),
    });
    if (props.rotationDays !== undefined) {
      new SecretsmanagerSecretRotation(this, "rotation", {
        secretId: this.secret.arn,
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: props.rotationDays },
      });
    }
    addDatabaseAlarms(this, { identifier: this.resource.identifier, ...props });
  }

  /** Host name inside the network. */
  get host(): string {
    return this.resource.address;
  }

  get environment(): Readonly<Record<string, string>> {
    return {
      PGHOST: this.host,
      PGPORT: String(POSTGRES_PORT),
      PGDATABASE: this.databaseName,
      PGSSLMODE: "require",
    };
  }

  get secrets(): Readonly<Record<string, Injectable>> {
    return { PGUSER: this.secret.key("username"), PGPASSWORD: this.secret.key("password") };
  }

  /** Opens the port to tasks, and to nobody else. */
  allowFrom(...callers: readonly Caller[]): void {
    for (const caller of callers) {
      const reason = "PostgreSQL from tasks that use the database";
      admit({ target: this, firewall: this.firewall, port: POSTGRES_PORT, reason }, caller);
    }
  }

  #addInstance(props: DatabaseProps): DbInstance {
    const identifier = physicalName(this, "rds-instance");
    const subnets = new DbSubnetGroup(this, "subnets", {
      name: identifier,
      description: "Where the database may stand",
      subnetIds: [...props.network.workloadSubnets.ids],
    });
    return new DbInstance(this, "Default", {
      identifier,
      engine: "postgres",
      engineVersion: props.postgresVersion,
      instanceClass: props.instanceClass,
      allocatedStorage: props.storageGiB,
      ...(props.maxStorageGiB === undefined ? {} : { maxAllocatedStorage: props.maxStorageGiB }),
      storageType: "gp3",
      storageEncrypted: true,
      dbName: this.databaseName,
      username: OWNER,
      manageMasterUserPassword: true,
      port: POSTGRES_PORT,
      dbSubnetGroupName: subnets.name,
      vpcSecurityGroupIds: [this.firewall.id],
      publiclyAccessible: false,
      multiAz: props.multiAz ?? false,
      backupRetentionPeriod: props.backupDays,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      deletionProtection: props.protect,
      skipFinalSnapshot: !props.protect,
      ...(props.protect ? { finalSnapshotIdentifier: `${identifier}-final`, lifecycle: { preventDestroy: true } } : {}),
    });
  }
}
