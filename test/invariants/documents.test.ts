import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const adrs = readdirSync("docs/adr").map((name) => `docs/adr/${name}`);

describe("decision records", () => {
  test.each(adrs)("%s has its fields, is accepted, short, and names what enforces it", (file) => {
    const text = readFileSync(file, "utf8");
    expect(text.split("\n").length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/^# \d{4} /);
    expect(text).toMatch(/^Status: (accepted|superseded by \d{4}), \d+\.\d+\.\d+$/m);
    for (const heading of ["## Context", "## Positions", "## Decision"]) expect(text).toContain(heading);
    const enforced = text.match(/^Enforced by: (.+)$/m)?.[1]?.split(", ") ?? [];
    expect(enforced.length).toBeGreaterThan(0);
    for (const path of enforced.map((it) => it.replace(/ \(.*\)$/, "")).filter((it) => !it.includes("*"))) {
      expect([path, existsSync(path)]).toEqual([path, true]);
    }
  });
});

test("every runbook that an alarm names exists", () => {
  const sources = readdirSync("constructs", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, "utf8"));
  const named = new Set(sources.flatMap((text) => text.match(/docs\/runbooks\/[a-z0-9-]+\.md/g) ?? []));
  expect(named.size).toBeGreaterThan(0);
  for (const path of named) expect([path, existsSync(path)]).toEqual([path, true]);
});

test("links between the documents lead somewhere", () => {
  const files = [
    "README.md",
    "CHANGELOG.md",
    ...readdirSync("docs")
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const broken = files.filter(existsSync).flatMap((file) => {
    const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/") + 1) : "";
    return [...readFileSync(file, "utf8").matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map((match) => match[1]!)
      .filter((path) => !existsSync(`${folder}${path}`))
      .map((path) => `${file}: ${path}`);
  });
  expect(broken).toEqual([]);
});
