import { notDeployed } from "../day-two/refusal";
import { describeReleases, releasedNow, releasesOf } from "../day-two/releases";
import { withEnvironment } from "./environment-stacks";

export interface ReleasesArguments {
  readonly env: string;
  /** How many of the newest. */
  readonly number: number;
}

/** `stowage releases`: what is released, what was before, and how to go back to it. @returns the exit status: 0 */
export async function runReleases({ env, number }: ReleasesArguments): Promise<number> {
  return withEnvironment(env, async ({ deployment, connect }) => {
    const { releases: record } = deployment;
    const { aws } = await connect();
    const releases = record === undefined ? [] : await releasesOf(record, aws);
    if (record === undefined || releases.length === 0) {
      throw notDeployed(`environments/${env}.ts`, "no release that was written down");
    }
    process.stdout.write(describeReleases(releases, await releasedNow(record, aws), record.stack, number));
    return 0;
  });
}
