import { setTimeout as pause } from "node:timers/promises";

/**
 * Asks until the answer is neither undefined nor false, and returns it.
 * @param what completes "timed out waiting for"
 * @throws {Error} after `timeoutMs`, with the last error as its cause
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 20_000,
  pauseMs = 50,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (Date.now() >= deadline) throw new Error(`timed out after ${timeoutMs} ms waiting for ${what}`, { cause });
    await pause(pauseMs);
  }
}
