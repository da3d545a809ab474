import type { Terraform } from "../terraform/terraform";
import type { AwsClients } from "./aws-clients";
import type { Mismatch } from "./read-back/read-back";
import type { Note } from "./steps";

/** The system as it stands applied in the emulator, for what is checked on it. */
export interface AppliedSystem {
  readonly aws: AwsClients;
  /** The emulator's address. */
  readonly url: string;
  readonly region: string;
  readonly account: string;
  /** Output values by stack; sensitive ones are left out. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The copy of a stack that was applied. @throws Error when there is no stack of that name */
  readonly terraform: (stack: string) => Terraform;
  /** A folder of the rehearsal's own. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
}

/** Something that the environment asked for, to be compared with what AWS has. */
export interface Expectation {
  /** As a step's name, such as `one instance of the asked type`. */
  readonly name: string;
  /** Gives what is not as it was asked for; nothing when all is. */
  check(system: AppliedSystem): Promise<readonly Mismatch[]>;
}

/** A part of the rehearsal between apply and destroy, such as running the workloads. */
export interface Phase {
  readonly name: string;
  /** Does it, and says in a few words what came of it. @throws Error when it failed */
  run(system: AppliedSystem, note: Note): Promise<string>;
}
