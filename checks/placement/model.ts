import type { Architecture } from "../../constructs/rules/instance-types";
import type { Timetable } from "../schedule/occurrences";

/** Instances of one type behind one capacity provider. */
export interface Fleet {
  readonly name: string;
  /** Construct path, where findings point. */
  readonly path: string;
  readonly instanceType: string;
  /** Needed for prices and for which types are offered. */
  readonly region: string;
  readonly min: number;
  readonly max: number;
  /** Instances now. @default min */
  readonly desired?: number;
  /**
   * Whether the capacity provider adds instances up to `max` when tasks wait for room.
   * @default true when max is above min
   */
  readonly managedScaling?: boolean;
  /** `ECS_RESERVED_MEMORY`, in MiB: what the agent leaves to the host's own processes. */
  readonly reservedMemoryMiB: number;
  /** Whether `awsvpcTrunking` is on for the instance role. */
  readonly trunking: boolean;
  /** Availability zones, in the order in which the Auto Scaling group fills them. */
  readonly zones: readonly string[];
  /** What the agent was seen to register, in MiB. @default - the planning floor of the instance type table */
  readonly registeredMemoryMiB?: number;
}

export interface HostPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** `memberOf` takes an expression of the cluster query language. */
export type PlacementConstraint =
  | { readonly type: "distinctInstance" }
  | { readonly type: "memberOf"; readonly expression: string };

export type PlacementStrategy =
  | { readonly type: "random" }
  | { readonly type: "spread"; readonly field: string }
  | { readonly type: "binpack"; readonly field: "cpu" | "memory" };

/** Something that makes tasks: a service, a daemon service, or a schedule. */
export interface Workload {
  readonly kind: "service" | "daemon" | "scheduled";
  readonly name: string;
  /** Construct path, where findings point. */
  readonly path: string;
  /** Name of the fleet it runs on. */
  readonly fleet: string;
  /** Copies of a service, or tasks per run of a schedule. Not read for daemons, which run once per instance. */
  readonly desired: number;
  /** The most copies autoscaling may ask for. @default desired */
  readonly maxCount?: number;
  /** @default 100, as AWS does for a replica service */
  readonly minimumHealthyPercent?: number;
  /** @default 200, as AWS does for a replica service */
  readonly maximumPercent?: number;
  /** CPU units ECS deducts: the task's, else the sum of its containers'. */
  readonly cpu: number;
  /** MiB ECS deducts; see `deductedMemoryMiB`. */
  readonly memoryMiB: number;
  /** Static host ports. Dynamic ports (host port 0) and ports of awsvpc tasks do not belong here. */
  readonly hostPorts: readonly HostPort[];
  readonly networkMode: "bridge" | "host" | "awsvpc" | "none";
  /** @default - runs on any architecture */
  readonly architecture?: Architecture;
  readonly constraints: readonly PlacementConstraint[];
  /** @default - spread over availability zones, as AWS does */
  readonly strategies?: readonly PlacementStrategy[];
  /** When a schedule starts. */
  readonly timetable?: Timetable;
  /**
   * The longest a scheduled task may run, in minutes.
   * @default - unknown, so that it is taken to be running at every minute
   */
  readonly maxDurationMinutes?: number;
  /** EventBridge Scheduler may start the task this many minutes late. @default 0 */
  readonly flexibleWindowMinutes?: number;
  readonly timing?: DeploymentTiming;
}

/** What a deployment that stops the old task first has to wait for. */
export interface DeploymentTiming {
  /** Seconds between SIGTERM and SIGKILL. @default 30, the agent's ECS_CONTAINER_STOP_TIMEOUT */
  readonly stopTimeoutSeconds?: number;
  /** Seconds from the start of the container until it answers. @default 10, an assumption */
  readonly startSeconds?: number;
}

/** What the placement proof reads. Nothing else in the construct tree matters to it. */
export interface PlacementSystem {
  readonly fleets: readonly Fleet[];
  readonly workloads: readonly Workload[];
  /** UTC day (`yyyy-mm-dd`) on which the walked year begins. @default - the first of January after the facts were compiled */
  readonly yearFrom?: string;
}

/** One container's share of a task definition, as far as memory goes. */
export interface ContainerMemory {
  /** Hard limit, MiB. */
  readonly memoryMiB?: number;
  /** Soft limit, MiB. */
  readonly memoryReservationMiB?: number;
}

/**
 * Memory in MiB that ECS deducts from an instance for one task: the task-level figure if there is one, else for each
 * container its reservation, else its hard limit.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
 */
export function deductedMemoryMiB(taskMemoryMiB: number | undefined, containers: readonly ContainerMemory[]): number {
  return (
    taskMemoryMiB ??
    containers.reduce((sum, { memoryMiB, memoryReservationMiB }) => sum + (memoryReservationMiB ?? memoryMiB ?? 0), 0)
  );
}
