import type { Acceptance } from "../constructs/acceptance";
import type { Finding } from "../constructs/rules/finding";

export { type Acceptance, acceptancesOf, allow } from "../constructs/acceptance";

/** A finding that somebody accepted, and with which reason. */
export interface AcceptedFinding {
  readonly finding: Finding;
  readonly acceptance: Acceptance;
}

/** Findings that stand, and those that were accepted. */
export interface Judged {
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
}

/** Applies acceptances to findings. One that matches none becomes a finding itself. */
export function applyAcceptances(findings: readonly Finding[], acceptances: readonly Acceptance[]): Judged {
  const used = new Set<Acceptance>();
  const standing: Finding[] = [];
  const accepted: AcceptedFinding[] = [];
  for (const finding of findings) {
    const acceptance = acceptances.find((candidate) => covers(candidate, finding));
    if (acceptance === undefined) {
      standing.push(finding);
      continue;
    }
    used.add(acceptance);
    accepted.push({ finding, acceptance });
  }
  const unused = acceptances.filter((acceptance) => !used.has(acceptance)).map(unusedFinding);
  return { findings: [...standing, ...unused], accepted };
}

function covers({ code, path }: Acceptance, finding: Finding): boolean {
  return code === finding.code && (path === "" || finding.path === path || finding.path.startsWith(`${path}/`));
}

function unusedFinding({ code, reason, path }: Acceptance): Finding {
  return {
    code: "acceptance-unused",
    severity: "error",
    path,
    prop: "allow",
    got: `${code} is accepted ("${reason}"), and there is no such finding here`,
    expected: "acceptances of findings that exist",
    fix: "remove the allow(...), or correct its code or its construct",
    source: "docs/checks/README.md",
  };
}
