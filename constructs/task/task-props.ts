import type { Cluster } from "../cluster/cluster";
import type { Capacity } from "./capacity";
import type { NetworkMode } from "./container-definition";
import type { OutsideAddress } from "./outside-address";
import { type Containers, sizedContainers, type TaskLayout, taskSize } from "./task-layout";
import type { Volume } from "./volume";

/** What every kind of task has in common. */
export type TaskProps = Containers & TaskSettings;

/** What every kind of task has in common besides its containers. */
export interface TaskSettings {
  readonly cluster: Cluster;
  readonly runOn: Capacity;
  /** @default "bridge" on EC2, "awsvpc" on Fargate, which knows no other */
  readonly networkMode?: NetworkMode;
  /** Volumes that containers mount by name. @default - none */
  readonly volumes?: readonly Volume[];
  /** Days the containers' output is kept. @default 30 */
  readonly logRetentionDays?: number;
  /** Addresses outside the VPC that the containers call, for the reach check. @default - AWS services only */
  readonly reaches?: readonly OutsideAddress[];
}

/** The same settings with other containers: for what adds a container of its own to those of the user. */
export function withContainers(settings: TaskSettings, containers: Containers): TaskProps {
  const { cluster, runOn, networkMode, volumes, logRetentionDays, reaches } = settings;
  return { ...containers, cluster, runOn, networkMode, volumes, logRetentionDays, reaches };
}

/** How one container's port is published; decided by the service that runs the task. */
export interface Publication {
  /** Host port in bridge mode: a number, or 0 for any. @default - no mapping in bridge mode */
  readonly hostPort?: number | undefined;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp" | undefined;
  /** Name of the port for Service Connect, and what the proxy understands of its traffic. */
  readonly portName?: string | undefined;
  readonly appProtocol?: "http" | "http2" | "grpc" | undefined;
}

/** A task as data. @param id names a single container that has no name of its own */
export function layoutOf(id: string, props: TaskProps, publication: Publication | undefined): TaskLayout {
  const containers = sizedContainers(id, props);
  const size = taskSize(props.runOn.kind, props, containers);
  return {
    capacity: props.runOn.kind,
    egress: props.cluster.network.egress,
    networkMode: props.networkMode ?? (props.runOn.kind === "fargate" ? "awsvpc" : "bridge"),
    containers,
    volumes: props.volumes ?? [],
    taskCpu: size?.cpu,
    taskMemoryMiB: size?.memoryMiB,
    hostPort: publication?.hostPort,
  };
}
