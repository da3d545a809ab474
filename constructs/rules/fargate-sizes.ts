import type { Violation } from "./finding";

const SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html";

/**
 * Memory in MiB that Fargate offers with each amount of CPU units (1024 units are one vCPU). 8192 and 16384 units need
 * Linux platform version 1.4.0 or later.
 *
 * From the text of RegisterTaskDefinition in botocore 1.43.11.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
 */
const FARGATE_SIZES: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16384, 1024)],
  [4096, steps(8192, 30720, 1024)],
  [8192, steps(16384, 61440, 4096)],
  [16384, steps(32768, 122880, 8192)],
]);

export interface FargateSize {
  /** CPU units, 1024 per vCPU. */
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** Every CPU and memory pair Fargate offers, smallest first. */
export const FARGATE_TASK_SIZES: readonly FargateSize[] = [...FARGATE_SIZES].flatMap(([cpu, memories]) =>
  memories.map((memoryMiB) => ({ cpu, memoryMiB })),
);

/** Refuses a pair Fargate does not offer and names the nearest size up that it does. */
export function checkFargateSize(cpu: number, memoryMiB: number): Violation[] {
  const memories = FARGATE_SIZES.get(cpu);
  const larger = fargateSizeFor(cpu, memoryMiB);
  const fix =
    larger === undefined
      ? "split the task, or run it on EC2"
      : `use cpu ${larger.cpu} with memoryMiB ${larger.memoryMiB}`;
  if (memories === undefined) {
    const expected = `one of ${[...FARGATE_SIZES.keys()].join(", ")} CPU units`;
    return [{ code: "fargate-cpu", prop: "cpu", got: `${cpu} CPU units`, expected, fix, source: SOURCE }];
  }
  if (!memories.includes(memoryMiB)) {
    const expected = `${describe(memories)} MiB with ${cpu} CPU units`;
    const got = `${memoryMiB} MiB with ${cpu} CPU units`;
    return [{ code: "fargate-memory", prop: "memoryMiB", got, expected, fix, source: SOURCE }];
  }
  return [];
}

/** The smallest Fargate size with at least this CPU and memory, undefined when Fargate has none. */
export function fargateSizeFor(cpu: number, memoryMiB: number): FargateSize | undefined {
  return FARGATE_TASK_SIZES.find((size) => size.cpu >= cpu && size.memoryMiB >= memoryMiB);
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

function describe(memories: readonly number[]): string {
  const [first = 0, second = 0] = memories;
  return memories.length <= 4
    ? `one of ${memories.join(", ")}`
    : `${first} to ${memories.at(-1)} in steps of ${second - first}`;
}
