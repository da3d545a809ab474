import type { EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { AccessPoint } from "../storage/access-point";

/**
 * A volume of a task, by its name.
 * - with nothing else: scratch space that goes with the task;
 * - `hostPath`: a folder of the EC2 host; it goes with the host;
 * - `docker`: a volume of a Docker driver, of which `shared` ones survive the task but not the host;
 * - `efs`: a folder of a file system, which survives both and is shared by all zones. It is mounted over TLS as the task's
 *   own IAM role; the task may write to it unless every container mounts it `readOnly`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
 */
export type Volume = { readonly name: string } & (
  | { readonly hostPath?: never; readonly docker?: never; readonly efs?: never }
  | { readonly hostPath: string; readonly docker?: never; readonly efs?: never }
  | { readonly efs: AccessPoint; readonly hostPath?: never; readonly docker?: never }
  | {
      readonly docker: {
        readonly scope: "task" | "shared";
        /** @default "local" */
        readonly driver?: string;
        /** Create a shared volume when it does not exist. @default true */
        readonly autoprovision?: boolean;
        readonly driverOptions?: Readonly<Record<string, string>>;
      };
      readonly hostPath?: never;
      readonly efs?: never;
    }
);

/** The provider's form of a volume. */
export function volumeConfig(volume: Volume): EcsTaskDefinitionVolume {
  if (volume.hostPath !== undefined) return { name: volume.name, hostPath: volume.hostPath };
  if (volume.efs !== undefined) return { name: volume.name, efsVolumeConfiguration: efsConfig(volume.efs) };
  if (volume.docker === undefined) return { name: volume.name };
  const { scope, driver, autoprovision, driverOptions } = volume.docker;
  return {
    name: volume.name,
    dockerVolumeConfiguration: {
      scope,
      driver: driver ?? "local",
      ...(scope === "shared" ? { autoprovision: autoprovision ?? true } : {}),
      ...(driverOptions === undefined ? {} : { driverOpts: { ...driverOptions } }),
    },
  };
}

/** The access point is the root; IAM authorization needs encryption in transit. */
function efsConfig({ fileSystem, resource }: AccessPoint) {
  return {
    fileSystemId: fileSystem.resource.id,
    rootDirectory: "/",
    transitEncryption: "ENABLED",
    authorizationConfig: { accessPointId: resource.id, iam: "ENABLED" },
  };
}
