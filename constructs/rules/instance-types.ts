import type { Violation } from "./finding";
import { INSTANCE_TYPE_ROWS, type InstanceTypeRow, KNOWN_REGIONS } from "./instance-type-data";

export { type InstanceTypeName, KNOWN_REGIONS } from "./instance-type-data";
export type Architecture = InstanceTypeRow["architecture"];

/** What the ECS agent and the placement proof need to know about an EC2 instance type. */
export interface InstanceType extends InstanceTypeRow {
  readonly name: string;
  /** 1024 per vCPU, which is what the agent registers. */
  readonly cpuUnits: number;
  /** Tasks in awsvpc mode without trunking: one network interface belongs to the host. */
  readonly awsvpcTasks: number;
}

const SOURCE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-discovery.html";

const TYPES: ReadonlyMap<string, InstanceType> = new Map(
  Object.entries<InstanceTypeRow>(INSTANCE_TYPE_ROWS).map(([name, row]) => [
    name,
    { ...row, name, cpuUnits: row.vcpu * 1024, awsvpcTasks: row.networkInterfaces - 1 },
  ]),
);

/** The type, or undefined when the table does not have it: nothing is known about it then, not even that it exists. */
export function instanceType(name: string): InstanceType | undefined {
  return TYPES.get(name);
}

/** Every type of the table, in the table's order. */
export function instanceTypes(): readonly InstanceType[] {
  return [...TYPES.values()];
}

/** Whether the region offers the type; undefined when the type or the region is not in the table. */
export function isOffered(type: string, region: string): boolean | undefined {
  const known = TYPES.get(type);
  return known === undefined || !KNOWN_REGIONS.includes(region) ? undefined : !known.notOfferedIn.includes(region);
}

/** Tasks in awsvpc mode one instance takes; without a documented limit for trunking, the limit without it. */
export function awsvpcTaskLimit(type: InstanceType, trunking: boolean): number {
  return trunking ? (type.awsvpcTasksWithTrunking ?? type.awsvpcTasks) : type.awsvpcTasks;
}

/** Memory in MiB that is sure to be left for tasks: the planning floor minus `ECS_RESERVED_MEMORY`, never negative. */
export function plannedMemoryMiB(type: InstanceType, reservedMemoryMiB: number): number {
  return Math.max(0, type.registeredMemoryFloorMiB - reservedMemoryMiB);
}

/**
 * Refuses a type the table does not know, or the region does not offer, or whose architecture is another one than the
 * images are built for.
 */
export function checkInstanceType(name: string, region: string, architecture?: Architecture): Violation[] {
  const type = TYPES.get(name);
  if (type === undefined) {
    const expected = `one of ${[...TYPES.keys()].join(", ")}`;
    const fix = "choose a type of the table, or add a row with its sources to constructs/rules/instance-type-data.ts";
    return [{ code: "instance-type-unknown", got: name, expected, fix, source: SOURCE }];
  }
  const problems: Violation[] = [];
  if (isOffered(name, region) === false) {
    const fix = `use ${nearestOffered(type, region)?.name ?? "another type"}`;
    const expected = `a type that ${region} offers`;
    problems.push({ code: "instance-type-not-offered", got: `${name} in ${region}`, expected, fix, source: SOURCE });
  }
  if (architecture !== undefined && architecture !== type.architecture) {
    const fix = `build the images for ${type.architecture}, or choose an instance type with ${architecture}`;
    const got = `${name}, which is ${type.architecture}`;
    const expected = `an ${architecture} instance type`;
    problems.push({ code: "instance-type-architecture", got, expected, fix, source: SOURCE });
  }
  return problems;
}

/** Refuses types that can't stand in for another, because a fleet has one machine image and that is of one architecture. */
export function checkSameArchitecture(main: string, alternatives: readonly string[]): Violation[] {
  const { architecture } = TYPES.get(main) ?? {};
  const other = alternatives.filter((name) => (TYPES.get(name)?.architecture ?? architecture) !== architecture);
  if (architecture === undefined) return [];
  return other.map((type) => ({
    code: "instance-type-mixed-architecture",
    got: type,
    expected: `a type of architecture ${architecture}, as ${main}`,
    fix: "one fleet has one machine image; use a second fleet for the other architecture",
  }));
}

/** Refuses trunking where the type has none: the account setting would silently change nothing. */
export function checkTrunking(name: string): Violation[] {
  const type = TYPES.get(name);
  if (type === undefined || type.trunking) {
    return [];
  }
  return [
    {
      code: "instance-type-trunking",
      got: `trunking on ${name}`,
      expected: "a type with ENI trunking; no t2, t3, t3a or t4g has it",
      fix: `leave trunking off (${type.awsvpcTasks} awsvpc tasks per instance), or choose m7g.medium or c7g.medium`,
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",
    },
  ];
}

function nearestOffered(type: InstanceType, region: string): InstanceType | undefined {
  return instanceTypes()
    .filter((other) => other.architecture === type.architecture && isOffered(other.name, region) === true)
    .filter((other) => other.memoryMiB >= type.memoryMiB && other.vcpu >= type.vcpu)
    .sort((a, b) => a.memoryMiB - b.memoryMiB || a.vcpu - b.vcpu)[0];
}
