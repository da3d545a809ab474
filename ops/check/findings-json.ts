import { type CheckedSystem, countsOf } from "./checked-system";

/** Findings for machines: every field of every finding, acceptances with their reasons, and the counts. */
export function findingsJson(systems: readonly CheckedSystem[]): string {
  const document = {
    systems: systems.map((system) => ({
      name: system.name,
      counts: countsOf(system),
      findings: system.findings,
      accepted: (system.report?.accepted ?? []).map(({ finding, acceptance }) => ({
        ...finding,
        accepted: { reason: acceptance.reason, at: acceptance.path },
      })),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
