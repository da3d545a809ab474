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
}

/** What tasks run on: a fleet of EC2 hosts, or Fargate. */
export type Capacity = Ec2Fleet | Fargate;

export interface FargateOptions {
  /** @default false */
  readonly spot?: boolean;
  /** @default "x86_64"; "arm64" costs about a fifth less */
  readonly architecture?: Architecture;
  /** 20 to 200. @default 20 */
  readonly ephemeralStorageGiB?: number;
}

/** Fargate as the capacity of a service or task: `runOn: fargate({ spot: true })`. */
export function fargate(options: FargateOptions = {}): Fargate {
  return {
    kind: "fargate",
    spot: options.spot ?? false,
    architecture: options.architecture ?? "x86_64",
    ephemeralStorageGiB: options.ephemeralStorageGiB ?? 20,
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
