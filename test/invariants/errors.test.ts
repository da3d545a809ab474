import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Entry {
  readonly code: string;
  readonly file: string;
  readonly expected: string;
  readonly fix: string;
}

/** Every code that constructs, rules, environment files and commands can raise, with its texts, read from the sources. */
function entries(): Entry[] {
  const files = ["constructs", "environments", "ops"].flatMap((room) =>
    readdirSync(room, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && it.name.endsWith(".ts") && !it.name.includes(".test."))
      .map((it) => `${it.parentPath}/${it.name}`),
  );
  return files
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      return [...text.matchAll(/\bcode: "([a-z]+-[a-z0-9-]+)"/g)].map((match) => {
        const rest = text.slice(match.index, match.index + 1200);
        const block = rest.slice(0, rest.indexOf("\n  }") > 0 ? rest.indexOf("code:", 10) : undefined);
        return { code: match[1]!, file, expected: said(block, "expected"), fix: said(block, "fix") };
      });
    })
    .sort((a, b) => (a.code === b.code ? a.file.localeCompare(b.file) : a.code < b.code ? -1 : 1))
    .filter((entry, index, all) => all.findIndex((other) => other.code === entry.code) === index);
}

/** The text of a property, with `…` for what is filled in; empty when it is put together elsewhere. */
function said(block: string, property: string): string {
  const literal = block.match(new RegExp(`\\b${property}:\\s*("(?:[^"\\\\]|\\\\.)*"|'[^']*'|\`[^\`]*\`)`))?.[1];
  if (literal === undefined) return "";
  return literal
    .slice(1, -1)
    .replace(/\$\{[^}]*\}+/g, "…")
    .replaceAll("|", "\\|")
    .replaceAll('\\"', '"');
}

test("docs/errors.md lists every code of the constructs, environment files and commands", async () => {
  const rows = entries().map(
    ({ code, file, expected, fix }) => `| \`${code}\` | ${expected} | ${fix} | [${file}](../${file}) |`,
  );
  const text = `# Errors

What constructs, rules and environment files refuse, all at once and before anything is written, and what commands in
\`ops/\` can not do. A message has the form
\`<path> <property>: [<code>] got <what>, expected <what>; <fix> (see <source>)\`. The codes of the proofs are in
[checks/](checks). This page is written by \`test/invariants/errors.test.ts\` from the sources (\`npx vitest run -u\`); \`…\`
stands for what the message fills in, an empty cell for a text that depends on the case.

| code | expected | fix | raised in |
|---|---|---|---|
${rows.join("\n")}
`;
  await expect(text).toMatchFileSnapshot("../../docs/errors.md");
});

test("every code is used by a test", () => {
  const tests = ["constructs", "environments", "test", "checks", "examples", "ops"].flatMap((room) =>
    readdirSync(room, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile() && it.name.endsWith(".ts") && (it.name.includes(".test.") || room === "test"))
      .map((it) => readFileSync(`${it.parentPath}/${it.name}`, "utf8")),
  );
  const all = tests.join("\n");
  // Tables of limits are tested entry by entry, by their keys.
  const named = entries().filter(({ file }) => !file.endsWith("-limits.ts"));
  expect(named.map(({ code }) => code).filter((code) => !all.includes(code))).toEqual([]);
});
