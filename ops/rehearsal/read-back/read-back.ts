import type { Resource } from "../../terraform/plan";
import type { AwsClients } from "../aws-clients";
import { balancingReaders } from "./balancing";
import { type Comparison, type CreatedResource, matches, type Reader } from "./comparison";
import { ec2Readers } from "./ec2";
import { ecsReaders } from "./ecs";
import { identityReaders } from "./identity";
import { messagingReaders } from "./messaging";
import { scalingReaders } from "./scaling";
import { storageReaders } from "./storage";

/** How each type of resource is read back. A type without a reader is counted as not read, never as right. */
const READERS: Readonly<Record<string, Reader>> = {
  ...balancingReaders,
  ...ec2Readers,
  ...ecsReaders,
  ...identityReaders,
  ...messagingReaders,
  ...scalingReaders,
  ...storageReaders,
};

/** Something that AWS has otherwise than it was asked for. */
export interface Mismatch {
  readonly where: string;
  readonly what: string;
  readonly asked: unknown;
  readonly got: unknown;
}

export interface ReadBackResult {
  /** How many things were compared. */
  readonly compared: number;
  readonly mismatches: readonly Mismatch[];
  /** Types that have no reader, each once. */
  readonly unread: readonly string[];
}

/**
 * Asks AWS about every created resource and compares what it has with what was planned.
 *
 * @param asked the resources as they were planned
 * @param created the resources as the state has them after the apply
 */
export async function readBack(
  asked: readonly Resource[],
  created: readonly Resource[],
  aws: AwsClients,
): Promise<ReadBackResult> {
  const plannedValues = new Map(asked.map(({ address, values }) => [address, values]));
  const resources = created.map(({ address, type, values }): CreatedResource => {
    return { address, type, asked: plannedValues.get(address) ?? {}, state: values };
  });
  const read = await Promise.all(
    resources.filter(({ type }) => type in READERS).map((resource) => readOne(resource, aws)),
  );
  const comparisons = read.flat();
  return {
    compared: comparisons.length,
    mismatches: comparisons.filter((comparison) => !matches(comparison.asked, comparison.got)),
    unread: [...new Set(resources.map(({ type }) => type).filter((type) => !(type in READERS)))].sort(),
  };
}

async function readOne(resource: CreatedResource, aws: AwsClients): Promise<(Comparison & { where: string })[]> {
  const where = resource.address;
  try {
    const comparisons = (await READERS[resource.type]?.(resource, aws)) ?? [];
    return comparisons.map((comparison) => ({ ...comparison, where }));
  } catch (error) {
    const got = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [{ where, what: "can be read", asked: "yes", got }];
  }
}
