import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A control group of this test, with a limit the kernel enforces as it does for a container. */
export interface MemoryCgroup {
  /** File into which a process writes its id to enter. */
  readonly entrance: string;
  /** Most memory used so far, in MiB, without what the kernel could drop at once. */
  readonly peakMiB: () => number;
  /** Where groups within it are made. */
  readonly folder: string;
  /** To be called when all its processes have ended, and the groups within it are removed. */
  readonly remove: () => void;
}

const ROOT = "/sys/fs/cgroup";
const MEBIBYTE = 1_048_576;

/** File names of the two versions of control groups. */
const versions = [
  { parent: join(ROOT, "memory"), limit: "memory.limit_in_bytes", peak: "memory.max_usage_in_bytes" },
  { parent: ROOT, limit: "memory.max", peak: "memory.peak" },
] as const;

/**
 * @param within the group whose limit counts too, for all that are in it together. @default - none
 * @returns undefined where this process may not make control groups: without root, or inside most containers
 */
export function createMemoryCgroup(limitMiB: number, within?: MemoryCgroup): MemoryCgroup | undefined {
  for (const { parent: top, limit, peak } of versions) {
    const parent = within?.folder ?? top;
    const folder = join(parent, `stowage-${randomUUID()}`);
    try {
      if (within !== undefined) shareMemory(within.folder);
      mkdirSync(folder);
    } catch {
      continue;
    }
    const remove = () => rmdirSync(folder);
    if (existsSync(join(folder, limit)) && existsSync(join(folder, peak))) {
      writeFileSync(join(folder, limit), String(limitMiB * MEBIBYTE));
      const peakMiB = () => Math.round(Number(readFileSync(join(folder, peak), "utf8")) / MEBIBYTE);
      return { entrance: join(folder, "cgroup.procs"), folder, peakMiB, remove };
    }
    remove();
  }
  return undefined;
}

/** The second version limits memory only in groups whose parent says so. */
function shareMemory(folder: string): void {
  const children = join(folder, "cgroup.subtree_control");
  if (existsSync(children)) writeFileSync(children, "+memory");
}
