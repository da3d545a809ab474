import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { afterAll, expect, test } from "vitest";
import type { Finding } from "../../constructs/rules/finding";
import { environmentNamed, environments } from "../../environments/environment";
import { buildSystem } from "../../stacks/system";
import { type CheckedSystem, checkTarget } from "./checked-system";
import { findingsSarif } from "./findings-sarif";

// The official schema, by its release 2.1.0-rtm.5 (JSON Schema draft 4), as Microsoft publishes it.
const SCHEMA = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
// One of its patterns is a regular expression only without the flag u.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, "utf8")));

const folder = mkdtempSync(join(tmpdir(), "stowage-sarif-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function errorsOf(sarif: object): string[] {
  validate(sarif);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

const FINDING: Finding = {
  code: "placement-memory",
  severity: "error",
  path: "dev-app/backend",
  got: '"many" MiB, with <signs>, a | and an é',
  expected: "less",
  fix: "reserve less",
};

/** Everything that a finding can carry, and what an address or a file name may not look like. */
const ODD: readonly Finding[] = [
  FINDING,
  { ...FINDING, severity: "warning", prop: "container.memoryMiB", numbers: { asked: 1.5, there: -1 } },
  { ...FINDING, code: "unknown-key", path: "environments/dev.ts", source: "https://example.com/page#part" },
  { ...FINDING, code: "reach-no-way-out", severity: "info", source: "RFC 1918, page 3" },
  { ...FINDING, code: "name-duplicate", path: "a path with spaces and ä.ts", got: "" },
];

test("findings of every environment are a valid log", () => {
  const systems = Object.keys(environments).map((name) =>
    checkTarget({ name, build: () => buildSystem(environmentNamed(name), join(folder, name)).app }),
  );
  const log = JSON.parse(findingsSarif(systems));
  expect(errorsOf(log)).toEqual([]);
  expect(log.runs[0].results.length).toBeGreaterThan(0);
});

test("so are findings with everything that they can carry, accepted ones, and none", () => {
  const accepted = ODD.map((finding) => ({
    finding,
    acceptance: { reason: "because", code: finding.code, path: finding.path },
  }));
  const { report } = checkTarget({
    name: "dev",
    build: () => buildSystem(environmentNamed("dev"), join(folder, "odd")).app,
  });
  if (report === undefined) throw new Error("dev is sound");
  const odd: CheckedSystem = { name: "odd", findings: ODD, report: { ...report, accepted } };
  const log = JSON.parse(findingsSarif([odd]));
  expect(errorsOf(log)).toEqual([]);
  expect(log.runs[0].results).toHaveLength(2 * ODD.length);
  expect(errorsOf(JSON.parse(findingsSarif([])))).toEqual([]);
});

test.each([
  ["a level that is none", { level: "info" }, "/runs/0/results/0/level: must be equal to one of the allowed values"],
  ["a result without a message", { message: undefined }, "/runs/0/results/0: must have required property 'message'"],
  ["a kind that is none", { kind: "finding" }, "/runs/0/results/0/kind: must be equal to one of the allowed values"],
  [
    "an address that is none",
    { locations: [{ physicalLocation: { artifactLocation: { uri: "a file" } } }] },
    '/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri: must match format "uri-reference"',
  ],
])("the schema finds %s", (_what, change, error) => {
  const log = JSON.parse(findingsSarif([{ name: "one", findings: [FINDING] }]));
  log.runs[0].results[0] = { ...log.runs[0].results[0], ...change };
  expect(errorsOf(JSON.parse(JSON.stringify(log)))).toContain(error);
});
