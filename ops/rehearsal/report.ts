import Table from "cli-table3";
import pc from "picocolors";
import type { Outcome, StepReport } from "./steps";

/** What a whole rehearsal came to. */
export interface RehearsalReport {
  readonly outcome: Exclude<Outcome, "skipped">;
  readonly steps: readonly StepReport[];
  readonly seconds: number;
}

const PAINT = { passed: "green", failed: "red", interrupted: "yellow", skipped: "yellow" } as const satisfies Record<
  Outcome,
  string
>;

/** The outcome of all steps together. */
export function overall(steps: readonly StepReport[]): RehearsalReport["outcome"] {
  if (steps.some(({ outcome }) => outcome === "interrupted")) return "interrupted";
  return steps.every(({ outcome }) => outcome === "passed") ? "passed" : "failed";
}

/** 0 when all passed, 1 when something failed, 130 after Ctrl-C as shells have it. */
export function exitStatus({ outcome }: RehearsalReport): number {
  return { passed: 0, failed: 1, interrupted: 130 }[outcome];
}

/** A table of all steps with their times, then every error in full. */
export function formatReport({ outcome, steps, seconds }: RehearsalReport, { color }: { color: boolean }): string {
  const colors = pc.createColors(color);
  const head = ["stack", "step", "", "seconds", "what"].map((title) => colors.bold(title));
  // cli-table3 paints by itself, also into files
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ["left", "left", "left", "right", "left"],
  });
  for (const step of steps) {
    const [firstLine = ""] = step.detail.split("\n");
    table.push([step.stack, step.name, colors[PAINT[step.outcome]](step.outcome), step.seconds.toFixed(1), firstLine]);
  }
  const errors = steps
    .filter((step) => step.outcome === "failed")
    .map(({ stack, name, detail }) => `${colors.red(`${stack} ${name}:`)}\n${detail}`);
  const total = `${colors[PAINT[outcome]](`rehearsal ${outcome}`)}: ${steps.length} steps in ${seconds.toFixed(0)} s`;
  return [table.toString(), ...errors, total].join("\n\n");
}
