import type { Ec2Fleet } from "../cluster/ec2-fleet";
import type { Architecture } from "../rules/instance-types";

/** Tasks without hosts of our own: AWS runs each on a machine of its own size, billed by the second. */
export interface Fargate {
  readonly kind: "fargate";
  /** Up to 70 % cheaper, taken back by AWS with two minutes' notice. */
  readonly spot: boolean;
  readonly architecture: Architecture;
  /** GiB of scratch disk; 20 are free, the rest is billed by the hour. */
  readonly ephemeralStorageGiB: number;
  /** Where the tasks' network interfaces are; undefined for the network's workload subnets. */
  readonly subnets: "public" | "private" | undefined;
}

/** What tasks run on: a fleet of EC2 hosts, or Fargate. */
export type Capacity = Ec2Fleet | Fargate;

export interface FargateOptions {
  /** @default false */
  readonly spot?: boolean;
  /** @default "x86_64"; "arm64" costs about a fifth less */
  readonly architecture?: Architecture;
  /** 20 to 200; beyond 20, 0.000122 USD per GiB and hour (eu-west-1). @default 20 */
  readonly ephemeralStorageGiB?: number;
  /**
   * `public`: each task has a public address, 3.65 USD a month for one that always runs; `private`: it goes out through
   * the network's NAT or endpoints. @default - private subnets where the network has any, else public ones
   */
  readonly subnets?: "public" | "private";
}

/** Scratch disk that every Fargate task has; only more of it is asked for. */
export const FREE_STORAGE_GIB = 20;

/** Fargate as the capacity of a service or task: `runOn: fargate({ spot: true })`. */
export function fargate(options: FargateOptions = {}): Fargate {
  return {
    kind: "fargate",
    spot: options.spot ?? false,
    architecture: options.architecture ?? "x86_64",
    ephemeralStorageGiB: options.ephemeralStorageGiB ?? FREE_STORAGE_GIB,
    subnets: options.subnets,
  };
}

/** The machine architecture that images must be built for. */
export function architectureOf(capacity: Capacity): Architecture {
  return capacity.kind === "fargate" ? capacity.architecture : (capacity.instance?.architecture ?? "x86_64");
}

/** The capacity providers of a placement strategy: always written out, never inherited from the cluster. */
export function capacityStrategy(capacity: Capacity): { capacityProvider: string; weight: number; base: number }[] {
  const name = capacity.kind === "ec2" ? capacity.capacityProviderName : capacity.spot ? "FARGATE_SPOT" : "FARGATE";
  return [{ capacityProvider: name, weight: 1, base: 0 }];
}
