import type { Fleet, PlacementSystem, Workload } from "./model";

/** Builders of small valid systems for tests and benchmarks. */
export function aFleet(changes: Partial<Fleet> = {}): Fleet {
  return {
    name: "box",
    path: "dev/fleet",
    instanceType: "t3.micro",
    region: "eu-central-1",
    min: 1,
    max: 1,
    reservedMemoryMiB: 0,
    trunking: false,
    zones: ["eu-central-1a"],
    ...changes,
  };
}

export function aService(name: string, changes: Partial<Workload> = {}): Workload {
  return {
    kind: "service",
    name,
    path: `dev/${name}`,
    fleet: "box",
    desired: 1,
    cpu: 128,
    memoryMiB: 192,
    hostPorts: [],
    networkMode: "bridge",
    constraints: [],
    ...changes,
  };
}

export function aSchedule(name: string, expression: string, changes: Partial<Workload> = {}): Workload {
  return aService(name, {
    kind: "scheduled",
    timetable: { expression, timeZone: "UTC" },
    maxDurationMinutes: 15,
    ...changes,
  });
}

export function aSystem(workloads: readonly Workload[], fleet: Partial<Fleet> = {}): PlacementSystem {
  return { fleets: [aFleet(fleet)], workloads };
}
