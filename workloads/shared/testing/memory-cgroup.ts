import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A control group of this test, with a limit the kernel enforces as it does for a container. */
export interface MemoryCgroup {
  /** File into which a process writes its id to enter. */
  readonly entrance: string;
  /** Most memory used so far, in MiB, without what the kernel could drop at once. */
  readonly peakMiB: () => number;
  /** To be called when all its processes have ended. */
  readonly remove: () => void;
}

const ROOT = "/sys/fs/cgroup";
const MEBIBYTE = 1_048_576;

/** File names of the two versions of control groups. */
const versions = [
  { parent: join(ROOT, "memory"), limit: "memory.limit_in_bytes", peak: "memory.max_usage_in_bytes" },
  { parent: ROOT, limit: "memory.max", peak: "memory.peak" },
] as const;

/** @returns undefined where this process may not make control groups: without root, or inside most containers */
export function createMemoryCgroup(limitMiB: number): MemoryCgroup | undefined {
  for (const { parent, limit, peak } of versions) {
    const folder = join(parent, `stowage-${randomUUID()}`);
    try {
      mkdirSync(folder);
    } catch {
      continue;
    }
    const remove = () => rmdirSync(folder);
    if (existsSync(join(folder, limit)) && existsSync(join(folder, peak))) {
      writeFileSync(join(folder, limit), String(limitMiB * MEBIBYTE));
      const peakMiB = () => Math.round(Number(readFileSync(join(folder, peak), "utf8")) / MEBIBYTE);
      return { entrance: join(folder, "cgroup.procs"), peakMiB, remove };
    }
    remove();
  }
  return undefined;
}
