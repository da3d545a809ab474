import type { TerraformStack } from "cdktf";
import type { CheckOptions } from "../../checks/check";
import { type PartChanges, type SoundParts, soundParts } from "./sound-parts";
import type { Tampering } from "./tampering";

/** A system with one mistake, and the code that it must get, alone. */
export interface BrokenSystem {
  /** Section of the pitfalls list, such as `1.3`; undefined for mistakes that are not on it. */
  readonly pitfall?: string;
  readonly title: string;
  readonly code: string;
  /** Whether the one finding is an info. @default - an error or a warning */
  readonly info?: boolean;
  /** Codes that the same mistake cannot help getting too. @default - none */
  readonly also?: readonly string[];
  readonly protect?: boolean;
  readonly options?: CheckOptions;
  readonly build: (stack: TerraformStack) => void;
  readonly tamper?: (file: Tampering) => void;
}

/** The sound system, broken by one more line of code. */
export function built(
  pitfall: string | undefined,
  code: string,
  title: string,
  breakIt: (parts: SoundParts) => void,
  changes: PartChanges = {},
): BrokenSystem {
  const build = (stack: TerraformStack) => breakIt(soundParts(stack, changes));
  return { ...(pitfall === undefined ? {} : { pitfall }), code, title, build };
}

/** The sound system, broken in the synthesized file. */
export function tampered(
  pitfall: string | undefined,
  code: string,
  title: string,
  tamper: (file: Tampering) => void,
  build: (stack: TerraformStack) => void = (stack) => void soundParts(stack),
): BrokenSystem {
  return { ...(pitfall === undefined ? {} : { pitfall }), code, title, build, tamper };
}
