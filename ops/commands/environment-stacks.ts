import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { environmentNamed } from "../../environments/environment";
import type { Environment } from "../../environments/schema";
import { buildSystem } from "../../stacks/system";
import { loadDocuments } from "../cost/load-documents";
import { type Connection, connect } from "../day-two/aws";
import { type Deployment, deploymentOf } from "../day-two/deployment";
import { explained } from "../day-two/refusal";

/** An environment as its file and the stacks describe it, and the way to AWS. */
export interface Target {
  readonly documents: readonly TerraformDocument[];
  readonly deployment: Deployment;
  /** With the caller's credentials; what was mistyped is best refused before. */
  readonly connect: () => Promise<Connection>;
}

/**
 * Does something with a deployed environment. Its stacks are synthesized into a folder of their own, and not judged: logs
 * must be readable also when, say, the budget is exceeded.
 * @throws Refusal where AWS refuses in a way that the reader can do something about
 */
export async function withEnvironment<T>(name: string, work: (target: Target) => Promise<T>): Promise<T> {
  const environment = environmentNamed(name);
  const documents = await synthesized(environment);
  try {
    return await work({ documents, deployment: deploymentOf(documents), connect: () => connect(environment) });
  } catch (error) {
    throw explained(error, name);
  }
}

async function synthesized(environment: Environment): Promise<TerraformDocument[]> {
  const scratch = await mkdtemp(path.join(tmpdir(), "stowage-stacks-"));
  try {
    buildSystem(environment, scratch).app.synth();
    return loadDocuments([scratch]);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
