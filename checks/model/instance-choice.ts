import { instanceType } from "../../constructs/rules/instance-types";

/**
 * The type to plan with, where a group may launch several: the one that registers least memory, because what fits on
 * it fits on all. An unknown type is returned as it is, so that the proof can say that it knows nothing about it.
 */
export function smallestType(types: readonly string[]): string | undefined {
  const unknown = types.find((type) => instanceType(type) === undefined);
  if (unknown !== undefined) return unknown;
  return [...types].sort((a, b) => memory(a) - memory(b))[0];
}

function memory(type: string): number {
  return instanceType(type)?.registeredMemoryFloorMiB ?? 0;
}
