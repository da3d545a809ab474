import { environmentNamed } from "../../environments/environment";
import { environmentExpectations } from "../rehearsal/environment-expectations";
import { rehearse } from "../rehearsal/rehearse";
import { exitStatus, formatReport } from "../rehearsal/report";
import { output, projectRoot, synthesizeEnvironment } from "./project";

export interface RehearseOptions {
  readonly environment: string;
  readonly keep: boolean;
}

/**
 * `stowage rehearse`: the whole life of the system in a local AWS.
 * @returns the exit status: 0 only if every step passed
 */
export async function rehearseCommand({ environment, keep }: RehearseOptions): Promise<number> {
  process.stdout.write(
    `rehearsing ${environment}: synthesize, apply, compare, destroy, in a local AWS without an account\n`,
  );
  await synthesizeEnvironment(environment);
  const stop = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) return;
    process.stderr.write("stopping: Terraform finishes what it is at, then everything is cleaned up\n");
    stop.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, interrupt);
  try {
    const report = await rehearse({
      projectRoot,
      synthesized: output,
      stateStack: `${environment}-state`,
      expectations: environmentExpectations(environmentNamed(environment)),
      keep,
      signal: stop.signal,
    });
    process.stdout.write(`${formatReport(report)}\n`);
    return exitStatus(report);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
  }
}
