import type { Egress } from "../network/network";
import type { Capacity } from "./capacity";
import type { ContainerProps, Size, SizedContainer } from "./container";
import type { NetworkMode } from "./container-definition";
import type { Volume } from "./volume";

/**
 * The containers of a task: one, whose size is the task's, or several, each with a size of its own. For several on
 * Fargate the task's size is the sum, rounded by hand to a pair that Fargate offers with `taskSize`.
 */
export type Containers =
  | (Size & { readonly container: ContainerProps; readonly containers?: never; readonly taskSize?: never })
  | {
      readonly containers: readonly SizedContainer[];
      /** CPU units and MiB of the whole task. @default - the sum on Fargate; not set on EC2 */
      readonly taskSize?: { readonly cpu: number; readonly memoryMiB: number };
      readonly container?: never;
      readonly cpu?: never;
      readonly memoryMiB?: never;
      readonly memoryReservationMiB?: never;
    };

/** A task as data, with every default filled in: what the rules judge and the checks read. */
export interface TaskLayout {
  readonly capacity: Capacity["kind"];
  readonly egress: Egress;
  readonly networkMode: NetworkMode;
  readonly containers: readonly SizedContainer[];
  readonly volumes: readonly Volume[];
  readonly taskCpu: number | undefined;
  readonly taskMemoryMiB: number | undefined;
  /** Host port of the published container in bridge mode; 0 for any, undefined for none. */
  readonly hostPort: number | undefined;
}

/** The containers of either form, sized and named. */
export function sizedContainers(id: string, props: Containers): SizedContainer[] {
  if (props.containers !== undefined) return [...props.containers];
  const { container, cpu, memoryMiB, memoryReservationMiB } = props;
  return [
    {
      ...container,
      name: container.name ?? id,
      cpu,
      memoryMiB,
      ...(memoryReservationMiB === undefined ? {} : { memoryReservationMiB }),
    },
  ];
}

/** The size of the whole task: required on Fargate, left open on EC2 so that soft limits can burst. */
export function taskSize(
  capacity: Capacity["kind"],
  props: Containers,
  containers: readonly SizedContainer[],
): { cpu: number; memoryMiB: number } | undefined {
  if (props.taskSize !== undefined) return { ...props.taskSize };
  if (capacity === "ec2") return undefined;
  return {
    cpu: containers.reduce((sum, container) => sum + container.cpu, 0),
    memoryMiB: containers.reduce((sum, container) => sum + container.memoryMiB, 0),
  };
}
