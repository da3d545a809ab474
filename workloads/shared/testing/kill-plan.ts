import type { JobEnd, JobProcess } from "./job-process";

/** How often, and when, a test kills a process. */
export interface KillPlan {
  /** Printed, and given back through STOWAGE_SEED to repeat a run. */
  readonly seed: number;
  /** STOWAGE_KILLS. @default 12 */
  readonly kills: number;
  /** A number from 0 to `limit`, the next of the seed's sequence. */
  readonly random: (limit: number) => number;
}

/**
 * Kills a process at a random moment: every fourth time while it starts and connects, else while it works.
 * @param workMs how long its work takes
 * @returns how it ended; it may have been faster
 */
export async function killSomewhere(job: JobProcess, plan: KillPlan, workMs: number): Promise<JobEnd> {
  const atStart = plan.random(4) < 1;
  if (!atStart) await Promise.race([job.until("run started"), job.ended]);
  const timer = setTimeout(() => job.kill("SIGKILL"), plan.random(workMs));
  const end = await job.ended;
  clearTimeout(timer);
  return end;
}

/** How long the work of a finished run took, in milliseconds, as it says itself. */
export function workDuration({ log }: JobEnd): number {
  return Number(log.find((line) => "RunDuration" in line)?.RunDuration ?? 0);
}

/** Reads the plan from the environment; without a seed every run tries other moments. */
export function killPlan(): KillPlan {
  const seed = Number(process.env.STOWAGE_SEED ?? Math.floor(Math.random() * 2 ** 31));
  let state = seed;
  const next = () => {
    // mulberry32: small, and good enough to choose moments with.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return { seed, kills: Number(process.env.STOWAGE_KILLS ?? 12), random: (limit) => next() * limit };
}
