import { type Demand, type InstanceCapacity, PORTS_IN_USE } from "./capacity";
import type { Workload } from "./model";

interface State {
  readonly memory: Float64Array;
  readonly cpu: Float64Array;
  readonly interfaces: Float64Array;
  readonly ports: readonly Set<string>[];
  readonly tasks: readonly Map<Workload, number>[];
}

/** Instances of one fleet and what is placed on them. Two demands of one workload count as copies of each other. */
export class Instances {
  readonly count: number;

  private constructor(
    readonly capacity: InstanceCapacity,
    private readonly state: State,
  ) {
    this.count = state.tasks.length;
  }

  /** Instances without tasks, except for daemons, which ECS starts first on every instance they may use. */
  static empty(count: number, capacity: InstanceCapacity, daemons: readonly Demand[] = []): Instances {
    const instances = new Instances(capacity, {
      memory: new Float64Array(count).fill(capacity.memoryMiB),
      cpu: new Float64Array(count).fill(capacity.cpu),
      interfaces: new Float64Array(count).fill(capacity.interfaces),
      ports: Array.from({ length: count }, () => new Set(PORTS_IN_USE)),
      tasks: Array.from({ length: count }, () => new Map()),
    });
    for (let index = 0; index < count; index++) {
      for (const daemon of daemons) {
        if (instances.fits(index, daemon)) {
          instances.place(index, daemon);
        }
      }
    }
    return instances;
  }

  /** The same instances with the same tasks; changing one does not change the other. */
  copy(): Instances {
    const { memory, cpu, interfaces, ports, tasks } = this.state;
    return new Instances(this.capacity, {
      memory: memory.slice(),
      cpu: cpu.slice(),
      interfaces: interfaces.slice(),
      ports: ports.map((used) => new Set(used)),
      tasks: tasks.map((placed) => new Map(placed)),
    });
  }

  /** Whether ECS's filters would let one more copy onto the instance. */
  fits(index: number, demand: Demand): boolean {
    return (
      demand.memoryMiB <= this.freeMemoryMiB(index) &&
      demand.cpu <= this.freeCpu(index) &&
      demand.interfaces <= this.freeInterfaces(index) &&
      demand.zones[this.zoneOf(index)] === true &&
      !(demand.distinct && this.copiesOn(index, demand.workload) > 0) &&
      !demand.ports.some((port) => this.usesPort(index, port))
    );
  }

  place(index: number, demand: Demand): void {
    this.change(index, demand, 1);
    for (const port of demand.ports) {
      this.state.ports[index]?.add(port);
    }
  }

  remove(index: number, demand: Demand): void {
    this.change(index, demand, -1);
    for (const port of demand.ports) {
      this.state.ports[index]?.delete(port);
    }
  }

  /** Index into the zones of the capacity: an Auto Scaling group fills zones evenly. */
  zoneOf(index: number): number {
    return index % this.capacity.zones.length;
  }

  freeMemoryMiB(index: number): number {
    return this.state.memory[index] ?? 0;
  }

  freeCpu(index: number): number {
    return this.state.cpu[index] ?? 0;
  }

  freeInterfaces(index: number): number {
    return this.state.interfaces[index] ?? 0;
  }

  usesPort(index: number, port: string): boolean {
    return this.state.ports[index]?.has(port) ?? false;
  }

  copiesOn(index: number, workload: Workload): number {
    return this.state.tasks[index]?.get(workload) ?? 0;
  }

  /** The tasks of an instance with their number of copies, in the order in which they were placed. */
  tasksOn(index: number): ReadonlyMap<Workload, number> {
    return this.state.tasks[index] ?? new Map();
  }

  /** Equal for two instances that no task can tell apart. */
  signature(index: number): string {
    const placed = [...this.tasksOn(index)].map(([workload, copies]) => `${workload.path}*${copies}`).sort();
    return `${this.zoneOf(index)} ${placed.join(" ")}`;
  }

  private change(index: number, demand: Demand, by: 1 | -1): void {
    const { memory, cpu, interfaces, tasks } = this.state;
    memory[index] = this.freeMemoryMiB(index) - by * demand.memoryMiB;
    cpu[index] = this.freeCpu(index) - by * demand.cpu;
    interfaces[index] = this.freeInterfaces(index) - by * demand.interfaces;
    const copies = this.copiesOn(index, demand.workload) + by;
    if (copies > 0) {
      tasks[index]?.set(demand.workload, copies);
    } else {
      tasks[index]?.delete(demand.workload);
    }
  }
}
