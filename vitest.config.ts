import { defineConfig } from "vitest/config";

const elsewhere = [
  "node_modules/**",
  "cdktf.out/**",
  ".build/**",
  ".tools/**",
  ".local/**",
  "bench/**/node_modules/**",
];

/** Two projects: `unit` answers in seconds; `e2e` starts Terraform, moto, PostgreSQL, a browser. */
export default defineConfig({
  test: {
    reporters: ["default", "./test/support/summary-reporter.ts"],
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["./test/support/without-creation-stacks.ts"],
          include: ["**/*.test.ts"],
          exclude: [...elsewhere, "**/*.e2e.test.ts"],
          // Unit tests keep nothing between files, so that files may share what they import: half the time.
          pool: "threads",
          isolate: false,
          maxWorkers: "100%",
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["**/*.e2e.test.ts"],
          exclude: elsewhere,
          globalSetup: "./test/e2e/support/provide-tools.ts",
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // What is waited for comes at once; a second, vitest's own choice, is too short only when the machine is busy.
          expect: { poll: { timeout: 30_000 } },
          // Mostly waiting, for Terraform and for the time that the provider gives AWS.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
