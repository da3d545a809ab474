import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHECK_CODES } from "../../checks/codes";

const FOLDER = "docs/checks";
/** Pages that explain no single code. */
const OTHER_PAGES = new Set(["README", "ten-breakages"]);
/** Thrown for input that is no Terraform, not found in a system. */
const NOT_FOUND = new Set(["cost-input"]);
const CHECKS: readonly [title: string, belongs: (code: string) => boolean][] = [
  ["Placement", (code) => code.startsWith("placement-")],
  ["Reach", (code) => code.startsWith("reach-")],
  ["Permissions", (code) => PERMISSIONS.has(code)],
  ["Names and quotas", (code) => QUOTAS.has(code)],
  ["Lifecycle", (code) => LIFECYCLE.has(code)],
  ["Cost", (code) => code.startsWith("cost-")],
  ["Acceptances", (code) => code.startsWith("acceptance-")],
];

const pages = readdirSync(FOLDER)
  .map((name) => name.replace(/\.md$/, ""))
  .filter((name) => !OTHER_PAGES.has(name));
const PERMISSIONS = codesIn("permissions");
const QUOTAS = codesIn("quotas");
const LIFECYCLE = codesIn("lifecycle");

/** The codes that a room's table gives out. */
function codesIn(room: string): ReadonlySet<string> {
  const text = readFileSync(`checks/${room}/codes.ts`, "utf8");
  return new Set([...text.matchAll(/^ {2}"([a-z-]+)":/gm)].map((match) => match[1]!));
}

/** Placement and cost write their codes where they find something. */
function codesWritten(room: string): string[] {
  return readdirSync(`checks/${room}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .flatMap((entry) => {
      const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
      return [...text.matchAll(/"((?:placement|cost)-[a-z-]+)"/g)].map((match) => match[1]!);
    })
    .filter((code) => !NOT_FOUND.has(code));
}

function section(page: string, heading: string): string {
  const text = readFileSync(`${FOLDER}/${page}.md`, "utf8");
  return text.split(`## ${heading}\n`)[1]?.split("\n## ")[0]?.trim() ?? "";
}

/** A line of the index: the severity, and the first sentence of the page. */
function indexLine(page: string): string {
  const text = readFileSync(`${FOLDER}/${page}.md`, "utf8");
  const severity = CHECK_CODES[page]?.severity ?? /severity:\s*\**(error|warning|info)/i.exec(text)?.[1] ?? "";
  const paragraph = (section(page, "What") || text.split("\n\n")[1] || "").replaceAll("\n", " ");
  const sentence = /^.*?[.:](?= |$)/.exec(paragraph)?.[0] ?? paragraph;
  return `| [\`${page}\`](${page}.md) | ${severity.toLowerCase()} | ${sentence.replace(/[.:]$/, "").replaceAll("|", "\\|")} |`;
}

function indexText(): string {
  const groups = CHECKS.map(([title, belongs]) => {
    const lines = pages.filter(belongs).sort().map(indexLine);
    return `## ${title}\n\n| code | severity | what |\n|---|---|---|\n${lines.join("\n")}\n`;
  });
  return `# The codes of the checks

\`npx stowage check\` judges an environment before anything is planned; synthesis runs the same checks, and an error stops
it. Each code has a page with what it means, why it bites, a failing example and the fix. Codes that are not listed here
come from a construct's own rules; their message says everything.

An error is what AWS refuses or what hurts in AWS. A warning is what costs time or money, an info what somebody should
know. A finding can be accepted where it is found, with a reason:

\`\`\`ts
import { allow } from "../constructs/acceptance";

allow(agent, "instance-role-host-mode", "the monitoring agent has to see the host's network");
\`\`\`

The acceptance covers the construct and everything below it, is listed with every output, and is an error itself as soon
as it matches nothing. [What ten mistakes look like](ten-breakages.md) shows the answers in full.

${groups.join("\n")}`;
}

describe("pages of the checks", () => {
  test("there is one for each code of the source, and a code for each page", () => {
    const codes = [...Object.keys(CHECK_CODES), ...codesWritten("placement"), ...codesWritten("cost")];
    expect([...pages].sort()).toEqual([...new Set(codes)].sort());
  });

  test.each(
    Object.keys(CHECK_CODES).filter((code) => pages.includes(code)),
  )("%s says what, why, how not, and how", (code) => {
    for (const heading of ["What", "Why it bites", "Failing example", "Fix"]) {
      expect([heading, section(code, heading).length > 10]).toEqual([heading, true]);
    }
    const text = readFileSync(`${FOLDER}/${code}.md`, "utf8");
    expect(text).toContain(`Severity: ${CHECK_CODES[code]!.severity}.`);
    expect(section(code, "Why it bites")).toMatch(/Source: (https:\/\/|\[docs\/)/);
  });

  test("the index is up to date", async () => {
    await expect(indexText()).toMatchFileSnapshot("../../docs/checks/README.md");
  });
});
