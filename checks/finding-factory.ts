import type { Finding, Severity } from "../constructs/rules/finding";
import type { Block } from "./model/synthesized-app";

/** What is the same for every finding of a code. */
export interface CodeFacts {
  readonly severity: Severity;
  /** The page or issue that states the rule. */
  readonly source: string;
}

/** What is particular to one finding. */
export interface FindingDetails {
  readonly prop?: string;
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
  readonly numbers?: Readonly<Record<string, number>>;
}

/** A function that makes findings of a table of codes, so that a code without severity and source does not compile. */
export function findingFactory<Code extends string>(codes: Readonly<Record<Code, CodeFacts>>) {
  return (code: Code, where: Block | string, details: FindingDetails): Finding => ({
    code,
    severity: codes[code].severity,
    path: typeof where === "string" ? where : where.path,
    ...details,
    source: codes[code].source,
  });
}
