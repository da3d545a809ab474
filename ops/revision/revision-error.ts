export type RevisionErrorCode =
  | "revision-unknown"
  | "revision-unreadable"
  | "revision-packages"
  | "revision-environment"
  | "revision-refused";

/**
 * A git revision of the project that cannot be synthesized: docs/cost.md lists the codes.
 * The command line answers it with exit status 2.
 */
export class RevisionError extends Error {
  readonly code: RevisionErrorCode;

  /** @param messages what another program said about it, shown below as it said it */
  constructor(
    code: RevisionErrorCode,
    revision: string,
    what: { readonly got: string; readonly expected: string; readonly fix: string; readonly messages?: string },
  ) {
    const below = what.messages === undefined ? "" : `\n${what.messages.trim()}`;
    super(`${revision}: [${code}] got ${what.got}, expected ${what.expected}; ${what.fix}${below}`);
    this.name = "RevisionError";
    this.code = code;
  }
}
