/**
 * EC2 instance types that Stowage can plan with, as of 2026-11-20.
 *
 * - `vcpu`, `memoryMiB` (nominal), `networkInterfaces`, `ipv4PerInterface`, offers per region, free plan: a capture of
 *   DescribeInstanceTypes and DescribeInstanceTypeOfferings in moto 5.2.1, 2026-05-20. Confidence A-.
 * - `awsvpcTasksWithTrunking`: awsdocs/amazon-ecs-developer-guide container-instance-eni.md at 49232cf, 2023-06-15.
 *   Trunking itself and `branchInterfaces`: karpenter-provider-aws zz_generated.vpclimits.go, 2026-08-18. Confidence A.
 * - `registeredMemoryFloorMiB`: what to plan with. An estimate of ours, below every figure anyone reported, and NOT an
 *   AWS figure: registered memory changes with the AMI release. `registeredMemorySeenMiB` lists the reports.
 *
 * Prices are in checks/facts/instance-prices.ts.
 */
export interface InstanceTypeRow {
  readonly vcpu: number;
  /** What the brochure says, in MiB. The agent registers less. */
  readonly memoryMiB: number;
  readonly registeredMemoryFloorMiB: number;
  /** Figures reported in public, in MiB; empty when nobody did, and the floor is extrapolated. */
  readonly registeredMemorySeenMiB: readonly number[];
  readonly architecture: "x86_64" | "arm64";
  readonly networkInterfaces: number;
  readonly ipv4PerInterface: number;
  readonly trunking: boolean;
  readonly branchInterfaces: number;
  /** Tasks in awsvpc mode with trunking as AWS documents them; undefined when it does not. */
  readonly awsvpcTasksWithTrunking: number | undefined;
  /** Whether the type runs on CPU credits. */
  readonly burstable: boolean;
  /** Whether the Free plan of an account created since 2025-07-15 may launch it. */
  readonly freePlan: boolean;
  readonly notOfferedIn: readonly string[];
}

/** The regions whose offers the table knows. */
export const KNOWN_REGIONS: readonly string[] = ["us-east-1", "eu-west-1", "eu-central-1", "eu-south-1"];

const MILAN = ["eu-south-1"];

/** T2, T3, T3a, T4g: CPU credits, no trunking in any size. */
function burstable(
  vcpu: number,
  memoryMiB: number,
  floor: number,
  network: readonly [interfaces: number, ipv4: number],
  architecture: InstanceTypeRow["architecture"],
  more: Partial<Pick<InstanceTypeRow, "freePlan" | "notOfferedIn" | "registeredMemorySeenMiB">> = {},
): InstanceTypeRow {
  return {
    vcpu,
    memoryMiB,
    registeredMemoryFloorMiB: floor,
    registeredMemorySeenMiB: [],
    architecture,
    networkInterfaces: network[0],
    ipv4PerInterface: network[1],
    trunking: false,
    branchInterfaces: 0,
    awsvpcTasksWithTrunking: undefined,
    burstable: true,
    freePlan: false,
    notOfferedIn: [],
    ...more,
  };
}

/** Everything else: full CPU all the time, trunking supported. */
function steady(
  vcpu: number,
  memoryMiB: number,
  floor: number,
  network: readonly [interfaces: number, ipv4: number, branches: number, awsvpcTasks: number | undefined],
  architecture: InstanceTypeRow["architecture"],
  more: Partial<Pick<InstanceTypeRow, "freePlan" | "notOfferedIn">> = {},
): InstanceTypeRow {
  return {
    ...burstable(vcpu, memoryMiB, floor, [network[0], network[1]], architecture, more),
    trunking: true,
    branchInterfaces: network[2],
    awsvpcTasksWithTrunking: network[3],
    burstable: false,
  };
}

export const INSTANCE_TYPE_ROWS = {
  "t2.micro": burstable(1, 1024, 900, [2, 2], "x86_64", { notOfferedIn: MILAN }),
  "t3.nano": burstable(2, 512, 400, [2, 2], "x86_64"),
  "t3.micro": burstable(2, 1024, 900, [2, 2], "x86_64", { freePlan: true, registeredMemorySeenMiB: [916, 940, 957] }),
  "t3.small": burstable(2, 2048, 1800, [3, 4], "x86_64", { freePlan: true, registeredMemorySeenMiB: [1901, 1913] }),
  "t3.medium": burstable(2, 4096, 3700, [3, 6], "x86_64", { registeredMemorySeenMiB: [3828] }),
  "t3.large": burstable(2, 8192, 7550, [3, 12], "x86_64"),
  "t3a.nano": burstable(2, 512, 400, [2, 2], "x86_64"),
  "t3a.micro": burstable(2, 1024, 900, [2, 2], "x86_64"),
  // two interfaces, unlike t3.small and t4g.small, which have three
  "t3a.small": burstable(2, 2048, 1800, [2, 4], "x86_64"),
  "t3a.medium": burstable(2, 4096, 3700, [3, 6], "x86_64"),
  "t3a.large": burstable(2, 8192, 7550, [3, 12], "x86_64"),
  "t4g.nano": burstable(2, 512, 400, [2, 2], "arm64"),
  "t4g.micro": burstable(2, 1024, 900, [2, 2], "arm64", { freePlan: true }),
  // 1851 is derived from a Kubernetes node, 1831 was seen on another operating system
  "t4g.small": burstable(2, 2048, 1800, [3, 4], "arm64", { freePlan: true, registeredMemorySeenMiB: [1831, 1851] }),
  "t4g.medium": burstable(2, 4096, 3700, [3, 6], "arm64"),
  "t4g.large": burstable(2, 8192, 7550, [3, 12], "arm64"),
  "m7g.medium": steady(1, 4096, 3700, [2, 4, 4, 4], "arm64", { notOfferedIn: MILAN }),
  "m7g.large": steady(2, 8192, 7550, [3, 10, 9, 10], "arm64", { notOfferedIn: MILAN }),
  "m7i.large": steady(2, 8192, 7550, [3, 10, 9, undefined], "x86_64"),
  "m7i-flex.large": steady(2, 8192, 7550, [3, 10, 3, undefined], "x86_64", { freePlan: true, notOfferedIn: MILAN }),
  "c7g.medium": steady(1, 2048, 1800, [2, 4, 4, 4], "arm64"),
  "c7g.large": steady(2, 4096, 3700, [3, 10, 9, 10], "arm64"),
  "c7i-flex.large": steady(2, 4096, 3700, [3, 10, 3, undefined], "x86_64", { freePlan: true, notOfferedIn: MILAN }),
} as const satisfies Record<string, InstanceTypeRow>;

/** The names of the table, for props that admit nothing else. */
export type InstanceTypeName = keyof typeof INSTANCE_TYPE_ROWS;
