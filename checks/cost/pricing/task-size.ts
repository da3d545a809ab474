import { fargateSizeFor } from "../../../constructs/rules/fargate-sizes";
import type { Resource } from "../resource";
import { containerSizes } from "./container-definitions";

/** Tag on a task definition that declares how long one run may take, in minutes. */
export const MAX_DURATION_TAG = "stowage:max-duration-minutes";

/** What a task asks for. */
export interface TaskSize {
  /** CPU units: 1024 are one vCPU. */
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly arm: boolean;
  /** GB of ephemeral storage beyond the 20 that are included. */
  readonly extraStorageGb: number;
}

/** GB of ephemeral storage that a Fargate task has without asking. */
const INCLUDED_STORAGE_GB = 20;

/** Size of a task definition: its own, else the sum of its containers; undefined when neither can be seen. */
export function taskSize(definition: Resource | undefined): TaskSize | undefined {
  if (definition === undefined) return undefined;
  const { view } = definition;
  const containers = containerSizes(view.values.container_definitions);
  const cpu = units(view.text("cpu"), /^([\d.]+)\s*vcpu$/i, 1024) ?? containers?.cpu;
  const memoryMiB = units(view.text("memory"), /^([\d.]+)\s*gb$/i, 1024) ?? containers?.memoryMiB;
  if (cpu === undefined || memoryMiB === undefined) return undefined;
  const storage = view.block("ephemeral_storage")?.number("size_in_gib") ?? INCLUDED_STORAGE_GB;
  return {
    cpu,
    memoryMiB,
    arm: view.block("runtime_platform")?.text("cpu_architecture") === "ARM64",
    extraStorageGb: Math.max(0, storage - INCLUDED_STORAGE_GB),
  };
}

/** The smallest size Fargate sells that holds the task; undefined when none does. */
export function roundUpToFargate(size: TaskSize): TaskSize | undefined {
  const sold = fargateSizeFor(size.cpu, size.memoryMiB);
  return sold === undefined ? undefined : { ...size, ...sold };
}

/** Declared maximum of one run in minutes, or undefined without the tag. */
export function declaredMinutes(definition: Resource | undefined): number | undefined {
  const { view } = definition ?? {};
  for (const key of ["tags", "tags_all"]) {
    const tags = view?.value(key);
    const value = typeof tags === "object" && tags !== null && !Array.isArray(tags) ? Object.entries(tags) : [];
    const minutes = Number(value.find(([name]) => name === MAX_DURATION_TAG)?.[1]);
    if (Number.isFinite(minutes) && minutes > 0) return minutes;
  }
  return undefined;
}

/** Terraform takes `"256"` as well as `".25 vCPU"`, and `"512"` as well as `"0.5 GB"`. */
function units(text: string | undefined, long: RegExp, factor: number): number | undefined {
  if (text === undefined) return undefined;
  const spelled = long.exec(text.trim())?.[1];
  const value = spelled === undefined ? Number(text) : Number(spelled) * factor;
  return Number.isFinite(value) && value > 0 ? value : undefined;
}
