import type { Alarms } from "../monitoring/alarms";
import type { Cluster } from "./cluster";
import type { ImageFamily } from "./machine-image";

export interface Ec2FleetProps {
  readonly cluster: Cluster;
  /** Such as `t3.micro`. It decides architecture, registered memory and price. */
  readonly instanceType: string;
  readonly min: number;
  readonly max: number;
  /** @default 30, the size of the ECS image's own root volume; smaller ones do not boot */
  readonly rootVolumeGiB?: number;
  /** Swap file in MiB, taken from the root volume, for the host itself; a container uses it with `maxSwapMiB`. @default 0 */
  readonly swapMiB?: number;
  /** MiB kept from tasks, for the operating system, Docker and the agent. @default 100 */
  readonly reservedMemoryMiB?: number;
  /**
   * Spot capacity at up to 70 % less, taken back by AWS with two minutes' notice, in which the host's tasks are drained.
   * @default - on-demand
   */
  readonly spot?: SpotOptions;
  /** How ECS adds and removes hosts as tasks need them. @default - one at a time, until every host is full */
  readonly scaling?: ClusterScaling;
  /** Stopped hosts that start in a minute instead of three; each costs its volume. Not with spot. @default - none */
  readonly warmPool?: WarmPool;
  /** A fixed public address that a replaced instance takes over. Same price as any public IPv4 address. @default false */
  readonly elasticIp?: boolean;
  /** @default "amazon-linux-2023" */
  readonly operatingSystem?: ImageFamily;
  /** A fixed machine image. @default - the latest ECS-optimized image at each launch */
  readonly imageId?: string;
  readonly alarms: Alarms;
  /**
   * Percent of a root volume from which on an alarm rings. Every host then reports its disk every five minutes: one
   * custom metric, 0.30 USD a month. @default - no such metric
   */
  readonly diskAlarmPercent?: number;
}

export interface SpotOptions {
  /** Further types of the same architecture; each makes an interruption rarer. */
  readonly alternativeTypes: readonly string[];
  /** Hosts that are never spot. @default 0 */
  readonly onDemandBase?: number;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html */
export interface ClusterScaling {
  /** How full the hosts are to be, 1 to 100 percent; below 100 there is always room for the next task. @default 100 */
  readonly targetPercent?: number;
  /** Hosts added at most at once, 1 to 10000. @default 1 */
  readonly mostAtOnce?: number;
  /** Seconds after which a new host counts. @default 300, ECS's own */
  readonly warmupSeconds?: number;
}

/** @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html */
export interface WarmPool {
  /** Hosts kept ready. */
  readonly size: number;
  /** Running hosts cost their full price. @default "Stopped" */
  readonly state?: "Stopped" | "Running";
}
