import type { App } from "cdktf";
import type { Budget, CheckReport } from "../../checks/check";
import { examine } from "../../checks/check";
import { ConfigError, type Finding } from "../../constructs/rules/finding";

/** An environment or example that can be built and checked. */
export interface CheckTarget {
  /** Such as `dev` or `examples/one-box`. */
  readonly name: string;
  /** @throws ConfigError when the environment file itself is wrong */
  readonly build: () => App;
  readonly budget?: Budget | (() => Budget);
  /** What time it is. @default - schedules that are over are not looked for */
  readonly now?: Date;
}

/** What was found out about a target; without a report when it could not even be built. */
export interface CheckedSystem {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly report?: CheckReport;
}

/** Builds a target and runs all checks on it. A wrong environment file is a finding like any other. */
export function checkTarget(target: CheckTarget): CheckedSystem {
  const { name, build, budget, now } = target;
  try {
    const app = build();
    const limit = typeof budget === "function" ? budget() : budget;
    const report = examine(app, {
      ...(limit === undefined ? {} : { budget: limit }),
      ...(now === undefined ? {} : { now }),
    });
    return { name, findings: report.findings, report };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { name, findings: error.findings };
  }
}

/** How many findings of each severity. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly accepted: number;
}

export function countsOf({ findings, report }: CheckedSystem): Counts {
  const of = (severity: Finding["severity"]) => findings.filter((finding) => finding.severity === severity).length;
  return { error: of("error"), warning: of("warning"), info: of("info"), accepted: report?.accepted.length ?? 0 };
}
