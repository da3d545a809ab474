import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { environmentNamed } from "../../environments/environment";
import { type Connection, connect } from "../day-two/aws";
import { type Deployment, deploymentOf } from "../day-two/deployment";
import { Interrupted } from "../day-two/interruption";
import { explained } from "../day-two/refusal";
import { INTERRUPTED, type Screen, terminal } from "../day-two/screen";
import { unjudgedDocuments } from "./unjudged-stacks";

/** An environment as its file and the stacks describe it, and the way to AWS. */
export interface Target {
  readonly documents: readonly TerraformDocument[];
  readonly deployment: Deployment;
  readonly screen: Screen;
  /** With the caller's credentials; what was mistyped is best refused before. */
  readonly connect: () => Promise<Connection>;
}

/**
 * Does something with a deployed environment, also with one that synthesis would refuse by now. Ctrl-C is heard all the
 * time: the call under way is finished, and no other is begun.
 * @returns the exit status: that of the work, 130 interrupted
 * @throws Refusal where AWS refuses in a way that the reader can do something about
 */
export async function withEnvironment(name: string, work: (target: Target) => Promise<number>): Promise<number> {
  const environment = environmentNamed(name);
  const screen = terminal();
  const documents = await unjudgedDocuments(name);
  const deployment = deploymentOf(documents);
  try {
    return await work({ documents, deployment, screen, connect: () => connect(environment, screen.interrupted) });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw explained(error, name);
    screen.err("interrupted; nothing was changed\n");
    return INTERRUPTED;
  }
}
