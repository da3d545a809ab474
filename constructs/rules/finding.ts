/**
 * One thing that is wrong with a configuration, in the shape every error of this project has.
 *
 * `code` is stable and documented (docs/errors.md or docs/checks/<code>.md); texts are lower case, without a final
 * full stop, and never contain the value of a secret.
 */
export interface Violation {
  readonly code: string;
  /** The property at fault, as a path inside the construct's props or the environment file, such as `scaling.min`. */
  readonly prop?: string;
  readonly got: string;
  readonly expected: string;
  /** What to change, concretely. */
  readonly fix: string;
  /** URL of the page or issue that states the rule. */
  readonly source?: string;
}

/** How much a finding matters: an error stops synthesis, a warning is shown, an info only listed. */
export type Severity = "error" | "warning" | "info";

/** A violation found at a place in the construct tree. */
export interface Finding extends Violation {
  readonly severity: Severity;
  /** Construct path, such as `dev-app/backend`, or a file such as `environments/dev.ts`. */
  readonly path: string;
  /** The figures behind the text, for machines (`--json`, SARIF). */
  readonly numbers?: Readonly<Record<string, number>>;
}

/** One line per finding: `error dev-app/backend hostPort port-reserved: got 22, expected ...; fix (see url)`. */
export function formatFinding(finding: Finding): string {
  const where = finding.prop === undefined ? finding.path : `${finding.path} ${finding.prop}`;
  const source = finding.source === undefined ? "" : ` (see ${finding.source})`;
  return `${where}: [${finding.code}] got ${finding.got}, expected ${finding.expected}; ${finding.fix}${source}`;
}

/** Thrown once, with every violation that stops synthesis. Nothing has been written when it is thrown. */
export class ConfigError extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    const count = findings.length === 1 ? "1 problem" : `${findings.length} problems`;
    super(`${count}, nothing was written\n${findings.map((finding) => `  ${formatFinding(finding)}`).join("\n")}`);
    this.name = "ConfigError";
    this.findings = findings;
  }
}
