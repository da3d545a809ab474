import { EfsAccessPoint } from "@cdktf/provider-aws/lib/efs-access-point";
import { Construct } from "constructs";
import { nameTag, statementId } from "../naming";
import { refuse } from "../report";
import type { Violation } from "../rules/finding";
import type { Task } from "../task/task";
import type { FileSystem } from "./file-system";

export interface AccessPointProps {
  readonly fileSystem: FileSystem;
  /** Folder that looks like the root to who mounts it, such as `/uploads`; created when it does not exist. */
  readonly path: string;
  /** Who every file belongs to, whatever user the container runs as. @default 1000:1000 */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** Octal permissions of the folder when it is created. @default "750" */
  readonly permissions?: string;
}

/** The user that most images with a user of their own have. */
const USUAL_OWNER = { uid: 1000, gid: 1000 };
const LIMITS = "https://docs.aws.amazon.com/efs/latest/ug/API_CreateAccessPoint.html";

/**
 * One folder of a file system, as one user: what a task may mount, and the whole of what it sees.
 *
 * Creates: `aws_efs_access_point`. Costs nothing. Use it as a volume: `volumes: [{ name: "uploads", efs: uploads }]`.
 * @see https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
 */
export class AccessPoint extends Construct {
  readonly resource: EfsAccessPoint;
  readonly fileSystem: FileSystem;

  constructor(scope: Construct, id: string, props: AccessPointProps) {
    super(scope, id);
    refuse(this, checkAccessPoint(props));
    const { fileSystem, path } = props;
    const owner = props.owner ?? USUAL_OWNER;
    this.fileSystem = fileSystem;
    this.resource = new EfsAccessPoint(this, "Default", {
      fileSystemId: fileSystem.resource.id,
      posixUser: { ...owner },
      rootDirectory: {
        path,
        creationInfo: { ownerUid: owner.uid, ownerGid: owner.gid, permissions: props.permissions ?? "750" },
      },
      tags: nameTag(this, "other"),
    });
  }

  /** Lets a task mount this folder, and opens the port. A task does it itself for each volume that it mounts. */
  grantMount(task: Task, access: "read" | "write"): void {
    this.fileSystem.allowFrom(task);
    const resources = [this.fileSystem.arn];
    const conditions = { StringEquals: { "elasticfilesystem:AccessPointArn": this.resource.arn } };
    task.taskRole.allow({
      sid: `Mount${statementId(this)}`,
      actions: ["elasticfilesystem:ClientMount"],
      resources,
      conditions,
      reason: "the task mounts one folder of the file system",
    });
    if (access === "read") return;
    task.taskRole.allow({
      sid: `WriteTo${statementId(this)}`,
      actions: ["elasticfilesystem:ClientWrite"],
      resources,
      conditions,
      reason: "the task writes to one folder of the file system",
    });
  }
}

function checkAccessPoint({ path, owner, permissions }: AccessPointProps): Violation[] {
  const violations: Violation[] = [];
  // At most 100 characters and four levels.
  if (!/^(\/|(\/[^/]+){1,4})$/.test(path) || path.length > 100) {
    violations.push({
      code: "access-point-path",
      prop: "path",
      got: path,
      expected: "an absolute path of at most four levels and 100 characters",
      fix: "write it as /uploads",
      source: LIMITS,
    });
  }
  if (permissions !== undefined && !/^[0-7]{3,4}$/.test(permissions)) {
    violations.push({
      code: "access-point-permissions",
      prop: "permissions",
      got: permissions,
      expected: "three or four octal digits",
      fix: 'write it as "750"',
      source: LIMITS,
    });
  }
  const ids = owner === undefined ? [] : [owner.uid, owner.gid];
  if (ids.some((id) => !Number.isInteger(id) || id < 0 || id > 4_294_967_295)) {
    violations.push({
      code: "access-point-owner",
      prop: "owner",
      got: ids.join(":"),
      expected: "user and group numbers from 0 to 4294967295",
      fix: "use the numbers that the image's user has",
      source: LIMITS,
    });
  }
  return violations;
}
