import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sources = readdirSync("constructs", { recursive: true, withFileTypes: true })
  .filter(({ name }) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));

test("every alarm's runbook is there, and begins with what is wrong", () => {
  const named = new Set(
    sources.flatMap((text) => [...text.matchAll(/runbook: "([a-z0-9-]+)"/g)].map(([, name]) => name!)),
  );
  expect(named.size).toBeGreaterThan(8);
  for (const name of named) {
    const file = `docs/runbooks/${name}.md`;
    expect([file, existsSync(file)]).toEqual([file, true]);
    expect(readFileSync(file, "utf8")).toMatch(/^# .+\n\n\S/);
  }
});

test("no alarm's runbook is put together at run time, where nobody would find a missing one", () => {
  expect(sources.filter((text) => /runbook: [`$a-z]/.test(text.replaceAll("readonly runbook: string", "")))).toEqual(
    [],
  );
});
