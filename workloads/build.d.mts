/** Bundles workloads; all when no name is given. Returns the files written. */
export function buildWorkloads(names?: readonly string[]): Promise<readonly string[]>;
