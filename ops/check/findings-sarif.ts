import { createHash } from "node:crypto";
import type { Finding, Severity } from "../../constructs/rules/finding";
import type { CheckedSystem } from "./checked-system";
import { helpPage } from "./help-page";

/** A finding, and the reason why somebody accepted it. */
interface Entry {
  readonly system: string;
  readonly finding: Finding;
  readonly accepted?: string;
}

const LEVEL: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };
/** What synthesizes everything; constructs themselves do not know the line that made them. */
const PROGRAM = "main.ts";

/**
 * Findings as a SARIF 2.1.0 log, for code scanning. Accepted findings are results with a suppression.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function findingsSarif(systems: readonly CheckedSystem[]): string {
  const entries = systems.flatMap(entriesOf);
  const rules = [...new Map(entries.map(({ finding }) => [finding.code, finding])).values()];
  const index = new Map(rules.map((finding, position) => [finding.code, position]));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "stowage", rules: rules.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: entries.map((entry) => resultOf(entry, index.get(entry.finding.code) ?? 0)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function entriesOf({ name, findings, report }: CheckedSystem): Entry[] {
  return [
    ...findings.map((finding) => ({ system: name, finding })),
    ...(report?.accepted ?? []).map(({ finding, acceptance }) => ({
      system: name,
      finding,
      accepted: acceptance.reason,
    })),
  ];
}

function ruleOf({ code, expected, fix, severity, source }: Finding): object {
  const page = helpPage(code);
  const help = [expected, fix, ...(page === undefined ? [] : [page])].join("\n");
  return {
    id: code,
    shortDescription: { text: `expected ${expected}` },
    help: { text: help },
    ...(source?.startsWith("https://") === true ? { helpUri: source } : {}),
    defaultConfiguration: { level: LEVEL[severity] },
  };
}

function resultOf({ system, finding, accepted }: Entry, ruleIndex: number): object {
  const { code, severity, path, prop, got, expected, fix, numbers } = finding;
  const place = prop === undefined ? path : `${path} ${prop}`;
  return {
    ruleId: code,
    ruleIndex,
    level: LEVEL[severity],
    message: { text: `${place}: got ${got}, expected ${expected}; ${fix}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: fileOf(path) }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: path, kind: "resource" }],
      },
    ],
    partialFingerprints: { "stowage/v1": fingerprint(code, path, prop) },
    ...(accepted === undefined ? {} : { suppressions: [{ kind: "inSource", justification: accepted }] }),
    properties: { system, ...(numbers === undefined ? {} : { numbers }) },
  };
}

/** A file where the finding names one, such as `environments/dev.ts`. */
function fileOf(path: string): string {
  return /^[\w./-]+\.ts$/.test(path) ? path : PROGRAM;
}

/** Stable across runs, so that a scanner recognizes a finding it has seen. */
function fingerprint(...parts: readonly (string | undefined)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
