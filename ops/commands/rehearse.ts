import path from "node:path";
import { environmentNamed } from "../../environments/environment";
import { loadDocuments } from "../cost/load-documents";
import { deploymentOf } from "../day-two/deployment";
import { releasePhase } from "../day-two/release-phase";
import { sleepPhase } from "../day-two/sleep-phase";
import { environmentExpectations } from "../rehearsal/environment-expectations";
import { rehearse } from "../rehearsal/rehearse";
import { exitStatus, formatReport } from "../rehearsal/report";
import { workloadPhases } from "../rehearsal/workloads/phase";
import { output, projectRoot, synthesizeEnvironment } from "./project";
import { scratchFolder } from "./scratch-folder";
import { terminalStyle } from "./terminal";

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
  const deployment = deploymentOf(loadDocuments([output]));
  await using own = await scratchFolder("calls");
  const requestLog = path.join(own.path, "calls.jsonl");
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
      phases: [
        ...workloadPhases(environmentNamed(environment), projectRoot, requestLog),
        releasePhase(deployment),
        sleepPhase(deployment),
      ],
      requestLog,
      keep,
      signal: stop.signal,
    });
    process.stdout.write(`${formatReport(report, terminalStyle())}\n`);
    return exitStatus(report);
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, interrupt);
  }
}
