import type { Places } from "../tools/places";
import type { Expectation, Phase } from "./extensions";

export interface RehearsalOptions {
  /** The project's folder. */
  readonly projectRoot: string;
  /** The folder of the synthesis, with its `manifest.json`. */
  readonly synthesized: string;
  /** The stack that creates the bucket for state. @default - the one stack whose name ends with `-state`, if any */
  readonly stateStack?: string;
  /** Terraform variables by stack. @default none */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Compared with AWS after the apply. @default none */
  readonly expectations?: readonly Expectation[];
  /** Run between apply and destroy, one after the other. @default none */
  readonly phases?: readonly Phase[];
  /** Leaves everything applied until the signal is aborted, instead of destroying it. @default false */
  readonly keep?: boolean;
  /** Aborting it ends the rehearsal: Terraform is asked to stop, the emulator ends, the work folder is removed. */
  readonly signal?: AbortSignal;
  /** Gets each line of progress. @default standard output */
  readonly print?: (line: string) => void;
  /** Terraform commands at once; each starts a provider of some 700 MB. @default 3 */
  readonly parallel?: number;
  /** File that gets one JSON line per AWS call. @default - no log */
  readonly requestLog?: string;
  /** The folder that the rehearsal's own folder is made in. @default the system's folder for temporary files */
  readonly workRoot?: string;
  /** Where tools are looked for. @default this machine */
  readonly places?: Places;
}
