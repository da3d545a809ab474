import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { environmentNamed } from "../../environments/environment";
import { type CheckedSystem, checkTarget } from "../../ops/check/checked-system";
import { findingsText } from "../../ops/check/findings-text";
import { BREAKAGES, type Breakage } from "./ten-breakages";

const folder = mkdtempSync(join(tmpdir(), "stowage-breakages-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const answers = BREAKAGES.map((breakage, index) => [breakage, answerTo(breakage, String(index))] as const);

function answerTo({ build, budgetUsd }: Breakage, id: string): CheckedSystem {
  const { monthlyUsd, freeTier } = environmentNamed("dev").budget;
  return checkTarget({
    name: "dev",
    build: () => build(join(folder, id)).app,
    budget: { monthlyUsd: budgetUsd ?? monthlyUsd, freeTier },
  });
}

function page(): string {
  const rows = answers.map(([{ title, expected }], index) => `| ${index + 1} | ${title} | \`${expected}\` |`);
  const sections = answers.map(([{ title, code }, answer], index) => {
    const errors = answer.findings.filter(({ severity }) => severity === "error");
    const text = findingsText({ name: "dev", findings: errors }, { width: 100, color: false });
    const spoken = text.split("\n\n").slice(1, -1).join("\n\n");
    return `## ${index + 1}. ${title}\n\n\`\`\`ts\n${code}\n\`\`\`\n\n\`\`\`text\n${spoken}\n\`\`\`\n`;
  });
  return `# Ten ways to break the reference system

What \`npx stowage check\` answers when somebody makes one of ten usual mistakes in the development environment. Made by
\`test/corpus/ten-breakages.e2e.test.ts\`, which runs all of them and compares the answers with this page.

| no. | mistake | answer |
|---|---|---|
${rows.join("\n")}

${sections.join("\n")}`;
}

test.each(
  answers.map(([breakage, answer]) => [breakage.title, breakage.expected, answer] as const),
)("%s is answered by %s", (_title, expected, { findings }) => {
  const codes = findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
  expect(codes).toContain(expected);
  expect(new Set(codes).size).toBeLessThanOrEqual(2);
});

test("docs/checks/ten-breakages.md is up to date", async () => {
  await expect(page()).toMatchFileSnapshot("../../docs/checks/ten-breakages.md");
});
