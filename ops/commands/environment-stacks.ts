import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { environmentNamed } from "../../environments/environment";
import { type Connection, connect } from "../day-two/aws";
import { type Deployment, deploymentOf } from "../day-two/deployment";
import { explained } from "../day-two/refusal";
import { unjudgedDocuments } from "./unjudged-stacks";

/** An environment as its file and the stacks describe it, and the way to AWS. */
export interface Target {
  readonly documents: readonly TerraformDocument[];
  readonly deployment: Deployment;
  /** With the caller's credentials; what was mistyped is best refused before. */
  readonly connect: () => Promise<Connection>;
}

/**
 * Does something with a deployed environment, also with one that synthesis would refuse by now.
 * @throws Refusal where AWS refuses in a way that the reader can do something about
 */
export async function withEnvironment<T>(name: string, work: (target: Target) => Promise<T>): Promise<T> {
  const environment = environmentNamed(name);
  const documents = await unjudgedDocuments(name);
  try {
    return await work({ documents, deployment: deploymentOf(documents), connect: () => connect(environment) });
  } catch (error) {
    throw explained(error, name);
  }
}
