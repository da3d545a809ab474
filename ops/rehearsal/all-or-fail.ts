/** Waits for all, and only then fails with the first failure: nothing may still be running while the rest is torn down. */
export async function allOrFail(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
