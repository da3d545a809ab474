import type { Finding, Violation } from "../../constructs/rules/finding";
import { type CodeFacts, findingFactory } from "../finding-factory";
import type { Block } from "../model/synthesized-app";

const ALB = "https://docs.aws.amazon.com/elasticloadbalancing/latest";

/** What the quota check says by itself; the rules of constructs/rules that it applies bring codes of their own. */
export const QUOTA_CODES = {
  "name-duplicate": {
    severity: "error",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
  },
  "tag-count": { severity: "error", source: "https://docs.aws.amazon.com/general/latest/gr/aws_tagging.html" },
  "load-balancer-listeners": { severity: "error", source: `${ALB}/application/load-balancer-limits.html` },
  "listener-rule-priority": { severity: "error", source: `${ALB}/APIReference/API_CreateRule.html` },
} as const satisfies Record<string, CodeFacts>;

export const quotaFinding = findingFactory<keyof typeof QUOTA_CODES>(QUOTA_CODES);

/** Violations of a pure rule, found in a resource. */
export function violationsAt(block: Block, prop: string, violations: readonly Violation[]): Finding[] {
  return violations.map((violation) => ({ ...violation, prop, severity: "error", path: block.path }));
}
