import type { Cluster } from "../cluster/cluster";
import type { Violation } from "../rules/finding";
import type { Capacity } from "./capacity";
import type { TaskLayout } from "./task-layout";

const BIND_MOUNTS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html";
const DOCKER_VOLUMES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/docker-volumes.html";
const EFS_ACCESS = "https://docs.aws.amazon.com/efs/latest/ug/network-access.html";
const BOTTLEROCKET = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-bottlerocket.html";

/** Volumes that what the task runs on does not have, or cannot reach. */
export function checkVolumes({ volumes }: TaskLayout, cluster: Cluster, runOn: Capacity): Violation[] {
  return volumes.flatMap((volume) => {
    const prop = `volumes.${volume.name}`;
    if (runOn.kind === "fargate" && (volume.hostPath !== undefined || volume.docker !== undefined)) {
      return [
        {
          code: "volume-fargate",
          prop,
          got: volume.docker === undefined ? `the host's folder ${volume.hostPath}` : "a Docker volume",
          expected: "scratch space or EFS on Fargate, where the host is not yours",
          fix: "leave hostPath and docker out, or use efs",
          source: volume.docker === undefined ? BIND_MOUNTS : DOCKER_VOLUMES,
        },
      ];
    }
    if (volume.efs === undefined) return [];
    const { fileSystem } = volume.efs;
    return [
      ...(fileSystem.network === cluster.network
        ? []
        : [
            {
              code: "efs-no-path",
              prop,
              got: `${fileSystem.node.path} with mount targets in ${fileSystem.network.node.path}`,
              expected: `mount targets that answer on port 2049 in ${cluster.network.node.path}, where the task runs`,
              fix: "create the file system in the cluster's network",
              source: EFS_ACCESS,
            },
          ]),
      ...(runOn.kind === "ec2" && runOn.props.operatingSystem === "bottlerocket"
        ? [
            {
              code: "efs-bottlerocket",
              prop,
              got: "an EFS volume on Bottlerocket",
              expected: "Amazon Linux, which has the mount helper",
              fix: 'use operatingSystem: "amazon-linux-2023", or run the task on Fargate',
              source: BOTTLEROCKET,
            },
          ]
        : []),
    ];
  });
}

/** Whether any container may write to the volume. One that nobody mounts is only read. */
export function isWritten(volume: string, { containers }: TaskLayout): boolean {
  return containers.some((container) =>
    (container.mounts ?? []).some((mount) => mount.volume === volume && mount.readOnly !== true),
  );
}
