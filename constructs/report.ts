import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";
import { ConfigError, type Finding, formatFinding, type Violation } from "./rules/finding";

/** Metadata key under which a construct keeps what is wrong with it. */
const FINDING = "stowage:finding";

/**
 * Records violations on a construct, without stopping, so that one run shows all of them.
 *
 * They are kept twice: typed, for `findingsOf`, and as native CDKTF error annotations, so that `cdktf synth` and
 * `cdktf deploy` stop on them too, whoever calls `app.synth()`.
 */
export function refuse(scope: IConstruct, violations: readonly Violation[]): void {
  for (const violation of violations) record(scope, { ...violation, severity: "error", path: scope.node.path });
}

/** Records something worth knowing that does not stop synthesis, such as the downtime of a deployment. */
export function warn(scope: IConstruct, violation: Violation): void {
  record(scope, { ...violation, severity: "warning", path: scope.node.path });
}

/** Every finding recorded below `root`, in tree order. */
export function findingsOf(root: IConstruct): Finding[] {
  return root.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata.flatMap((entry) => (entry.type === FINDING ? [entry.data as Finding] : [])),
    );
}

function record(scope: IConstruct, finding: Finding): void {
  scope.node.addMetadata(FINDING, finding);
  annotate(scope, finding);
}

/** Takes a recorded finding back, because somebody accepted it: it is neither a finding nor an annotation any more. */
export function withdraw(construct: IConstruct, finding: Finding): void {
  const text = formatFinding(finding);
  for (const entry of construct.node.metadata) {
    const own = entry.data === finding || (entry.data === text && entry.type.startsWith("@cdktf/"));
    // The entries themselves are what CDKTF reads when it synthesizes; the list is only a copy.
    if (own) Object.assign(entry, { type: `${entry.type}:accepted` });
  }
}

/** Adds the native annotation of a finding that was not recorded by a construct, once. */
export function annotate(construct: IConstruct, finding: Finding): void {
  const text = formatFinding(finding);
  if (construct.node.metadata.some(({ data }) => data === text)) return;
  if (finding.severity === "error") Annotations.of(construct).addError(text);
  else if (finding.severity === "warning") Annotations.of(construct).addWarning(text);
}

/**
 * Stops when anything below `root` was refused.
 * @throws ConfigError with every error at once
 */
export function assertSound(root: IConstruct): void {
  const errors = findingsOf(root).filter((finding) => finding.severity === "error");
  if (errors.length > 0) throw new ConfigError(errors);
}
