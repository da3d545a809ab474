import type { IConstruct } from "constructs";

/** Metadata key under which a construct keeps what somebody accepted about it. */
const ACCEPTANCE = "stowage:acceptance";

/** A finding that somebody has looked at and lives with. */
export interface Acceptance {
  readonly code: string;
  readonly reason: string;
  /** Construct path below which it holds. */
  readonly path: string;
}

/**
 * Accepts the findings of one code at a construct and below it, with the reason, which is shown with every list of
 * findings. One that matches nothing is an error, so that none outlives its cause.
 */
export function allow(construct: IConstruct, code: string, reason: string): void {
  const acceptance: Acceptance = { code, reason, path: construct.node.path };
  construct.node.addMetadata(ACCEPTANCE, acceptance);
}

/** Every acceptance below `root`, in tree order. */
export function acceptancesOf(root: IConstruct): Acceptance[] {
  return root.node
    .findAll()
    .flatMap(({ node }) =>
      node.metadata.flatMap(({ type, data }) => (type === ACCEPTANCE ? [data as Acceptance] : [])),
    );
}
