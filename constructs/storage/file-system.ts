import { EfsBackupPolicy } from "@cdktf/provider-aws/lib/efs-backup-policy";
import { EfsFileSystem } from "@cdktf/provider-aws/lib/efs-file-system";
import { EfsFileSystemPolicy } from "@cdktf/provider-aws/lib/efs-file-system-policy";
import { EfsMountTarget } from "@cdktf/provider-aws/lib/efs-mount-target";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { nameTag } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import type { Network } from "../network/network";
import { plainJson } from "../plain-json";
import type { Caller } from "../task/caller";
import { admit } from "./admission";

export interface FileSystemProps {
  readonly network: Network;
  /** Whether AWS Backup copies it every day and keeps each copy for 35 days; billed by the GB kept. */
  readonly backups: boolean;
  /** Whether destroy refuses to delete it. */
  readonly protect: boolean;
  /**
   * `bursting` gives throughput by the size of the data and costs nothing extra; `elastic` gives what is needed at any
   * size, at 0.03 USD per GB read and 0.07 USD per GB written (eu-west-1). @default "bursting"
   */
  readonly throughput?: "bursting" | "elastic";
  /** Days without access after which a file moves to storage at a twelfth of the price. @default - never */
  readonly infrequentAccessAfterDays?: 1 | 7 | 14 | 30 | 60 | 90 | 180 | 270 | 365;
}

/** NFS; the only port EFS has. @see https://docs.aws.amazon.com/efs/latest/ug/network-access.html */
const NFS_PORT = 2049;

/**
 * A file system that tasks of all zones share.
 *
 * Creates: `aws_efs_file_system` (encrypted by EFS's own key), one mount target in each zone, a security group that
 * admits nobody until `allowFrom`, a policy that refuses connections without TLS and, by having no statement that allows
 * anybody, anonymous ones; by option daily backups. Costs 0.33 USD per GB and month (eu-west-1).
 * A task mounts it through an `AccessPoint`.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
 */
export class FileSystem extends Construct {
  readonly resource: EfsFileSystem;
  readonly network: Network;
  readonly firewall: FirewallGroup;
  /** What a task waits for before it mounts: the mount targets. */
  readonly mountTargets: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: FileSystemProps) {
    super(scope, id);
    this.network = props.network;
    const days = props.infrequentAccessAfterDays;
    this.resource = new EfsFileSystem(this, "Default", {
      encrypted: true,
      throughputMode: props.throughput ?? "bursting",
      ...(days === undefined
        ? {}
        : {
            lifecyclePolicy: [
              { transitionToIa: `AFTER_${days}_DAY${days === 1 ? "" : "S"}` },
              { transitionToPrimaryStorageClass: "AFTER_1_ACCESS" },
            ],
          }),
      tags: nameTag(this, "other"),
      ...(props.protect ? { lifecycle: { preventDestroy: true } } : {}),
    });
    const fileSystemId = this.resource.id;
    this.firewall = new FirewallGroup(this, "firewall", {
      network: props.network,
      description: "EFS: NFS from the tasks that mount it",
    });
    this.mountTargets = props.network.workloadSubnets.ids.map(
      (subnetId, zone) =>
        new EfsMountTarget(this, `mount-target-${zone}`, {
          fileSystemId,
          subnetId,
          securityGroups: [this.firewall.id],
        }),
    );
    new EfsFileSystemPolicy(this, "policy", { fileSystemId, policy: refusePlainNfs(this.resource.arn) });
    if (props.backups) new EfsBackupPolicy(this, "backups", { fileSystemId, backupPolicy: { status: "ENABLED" } });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /**
   * Opens NFS to tasks. Mounting a volume does this by itself; it is needed only by tasks that mount by their own means.
   */
  allowFrom(...callers: readonly Caller[]): void {
    for (const caller of callers) {
      const reason = "NFS from tasks that mount the file system";
      admit({ target: this, firewall: this.firewall, port: NFS_PORT, reason }, caller);
    }
  }
}

/**
 * Without a policy of its own EFS admits every client that reaches a mount target. One that allows nobody leaves only the
 * clients whose IAM role may mount.
 * @see https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
function refusePlainNfs(arn: string): string {
  return plainJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RefuseUnencrypted",
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "elasticfilesystem:Client*",
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
