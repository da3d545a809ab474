import type { Reporter, TestModule } from "vitest/node";

/** Prints the one closing line that every tool can read, and each skipped test with the reason in its name. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      // A file that cannot be read or whose hooks fail has no failed test of its own.
      if (module.state() === "failed" && [...module.children.allTests("failed")].length === 0) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "passed" || state === "failed") count[state]++;
        else {
          count.skipped++;
          skipped.push(`${module.relativeModuleId}: ${test.fullName}`);
        }
      }
    }
    for (const line of skipped) process.stdout.write(`skipped ${line}\n`);
    process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
