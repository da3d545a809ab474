import { setTimeout as sleep } from "node:timers/promises";
import { isDatabaseUnavailable } from "../../shared/src/database/errors";
import type { Logger } from "../../shared/src/log";

/** Pauses between attempts, in milliseconds: 15 s in all, within the stop timeout. */
const PAUSES = [200, 400, 800, 1_600, 3_000, 4_000, 5_000];

/**
 * Writes something down that happened and cannot be undone, even while the database restarts. Giving up means that a mail
 * which was handed over is handed over again.
 */
export async function persistently(write: () => Promise<void>, logger: Logger): Promise<void> {
  for (const pause of PAUSES) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
      logger.warn("a mail was handed over, and the database is away; trying again", { pause, error });
      await sleep(pause);
    }
  }
  return write();
}
