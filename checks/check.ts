import type { App } from "cdktf";
import type { IConstruct } from "constructs";
import { acceptancesOf } from "../constructs/acceptance";
import { annotate, findingsOf, withdraw } from "../constructs/report";
import { ConfigError, type Finding, type Severity } from "../constructs/rules/finding";
import { type AcceptedFinding, applyAcceptances } from "./acceptance";
import type { Check, CheckContext } from "./check-context";
import { type Budget, checkCost } from "./check-cost";
import { withoutRepetition } from "./findings-once";
import { checkLifecycle } from "./lifecycle/check-lifecycle";
import { checkPast } from "./lifecycle/check-past";
import { ecsView } from "./model/ecs-view";
import { placementSystem } from "./model/placement-system";
import { pinSynthesis, synthesizedStacks } from "./model/synthesize-stacks";
import { SynthesizedApp } from "./model/synthesized-app";
import { treeView } from "./model/tree-view";
import { checkPermissions } from "./permissions/check-permissions";
import { checkPlacement, type PlacementReport } from "./placement/check-placement";
import { checkQuotas } from "./quotas/check-quotas";
import { checkReach } from "./reach/check-reach";

export type { Budget } from "./check-cost";

export interface CheckOptions {
  /** What a month may cost. @default - cost is not judged */
  readonly budget?: Budget;
  /** What time it is, for single occasions that are over. @default - those are not judged: synthesis knows no clock */
  readonly now?: Date;
}

/** Everything that was found out about an app. */
export interface CheckReport {
  /** What stands: errors first, then by construct path. */
  readonly findings: readonly Finding[];
  /** What somebody accepted, with the reasons. */
  readonly accepted: readonly AcceptedFinding[];
  readonly placement: PlacementReport;
  readonly context: CheckContext;
}

const CHECKS: readonly Check[] = [checkReach, checkPermissions, checkQuotas, checkLifecycle];
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Reads an app for the checks: its stacks as Terraform will read them, and its constructs. */
export function checkContext(app: App): CheckContext {
  const synthesized = new SynthesizedApp(synthesizedStacks(app));
  return { app: synthesized, ecs: ecsView(synthesized), tree: treeView(app) };
}

/** Runs all checks on an app, and leaves it as it was. */
export function examine(app: App, options: CheckOptions = {}): CheckReport {
  return judge(checkContext(app), app, options);
}

/** Runs all checks on an app that was read before. */
export function judge(context: CheckContext, app: IConstruct, { budget, now }: CheckOptions = {}): CheckReport {
  const placement = checkPlacement(placementSystem(context.app, context.ecs, context.tree));
  const found = [
    ...placement.findings,
    ...CHECKS.flatMap((check) => check(context)),
    ...(budget === undefined ? [] : checkCost(context, budget)),
    ...(now === undefined ? [] : checkPast(context, now)),
  ];
  const all = withoutRepetition(findingsOf(app), found);
  const { findings, accepted } = applyAcceptances(all, acceptancesOf(app));
  return { findings: [...findings].sort(bySeverityAndPath), accepted, placement, context };
}

/**
 * Runs all checks on an app before it is synthesized. Findings become native annotations, accepted ones stop being any,
 * and a later `app.synth()` writes exactly what was judged. Nothing may be added to the tree afterwards.
 * @throws ConfigError with every error at once
 */
export function check(app: App, options: CheckOptions = {}): CheckReport {
  const report = examine(app, options);
  for (const { finding } of report.accepted) withdraw(constructAt(report.context, finding.path, app), finding);
  for (const finding of report.findings) annotate(constructAt(report.context, finding.path, app), finding);
  pinSynthesis(app, report.context.app.stacks);
  const errors = report.findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ConfigError(errors);
  return report;
}

/** The construct of a path, or the nearest one above it; CDKTF collects annotations of stacks and what is in them. */
function constructAt({ tree, app: { stacks } }: CheckContext, path: string, app: IConstruct): IConstruct {
  for (let rest = path; rest !== ""; rest = rest.slice(0, Math.max(0, rest.lastIndexOf("/")))) {
    const construct = tree.constructs.get(rest);
    if (construct !== undefined) return construct;
  }
  return tree.constructs.get(stacks[0]?.name ?? "") ?? app;
}

function bySeverityAndPath(a: Finding, b: Finding): number {
  const rank = RANK[a.severity] - RANK[b.severity];
  if (rank !== 0) return rank;
  if (a.path === b.path) return a.code < b.code ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}
