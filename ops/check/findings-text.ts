import type { AcceptedFinding } from "../../checks/acceptance";
import type { Finding, Severity } from "../../constructs/rules/finding";
import { type Colors, colorsOf, type Style, wrapped } from "../cost/columns";
import { type CheckedSystem, countsOf } from "./checked-system";
import { helpPage } from "./help-page";

const LABEL_WIDTH = 10;

/** Findings for people: by construct, each with what was got, what was expected and what to do. */
export function findingsText(system: CheckedSystem, style: Style): string {
  const colors = colorsOf(style);
  const blocks = [...byPath(system.findings)].map(([path, findings]) =>
    [colors.bold(path), ...findings.map((finding) => findingText(finding, style, colors))].join("\n"),
  );
  const accepted = system.report?.accepted ?? [];
  const acceptances = accepted.length === 0 ? [] : [acceptedText(accepted, style, colors)];
  return `${[colors.bold(colors.underline(system.name)), ...blocks, ...acceptances, summary(system, colors)].join("\n\n")}\n`;
}

function byPath(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) groups.set(finding.path, [...(groups.get(finding.path) ?? []), finding]);
  return groups;
}

function findingText(finding: Finding, style: Style, colors: Colors): string {
  const { severity, code, prop, got, expected, fix, source } = finding;
  const page = helpPage(code);
  const lines: [string, string][] = [
    ["got", got],
    ["expected", expected],
    ["fix", fix],
    ...(source === undefined ? [] : [["source", source] as [string, string]]),
    ...(page === undefined ? [] : [["more", page] as [string, string]]),
  ];
  const head = `  ${paint(severity, colors)(severity)} ${colors.bold(code)}${prop === undefined ? "" : ` ${colors.dim(prop)}`}`;
  return [head, ...lines.map(([label, text]) => detail(label, text, style, colors))].join("\n");
}

function detail(label: string, text: string, style: Style, colors: Colors): string {
  const indent = " ".repeat(4 + LABEL_WIDTH);
  // An address that is broken cannot be opened.
  const body = text.includes(" ") ? wrapped(text, style.width - indent.length, "").split("\n") : [text];
  return body
    .map((line, index) => (index === 0 ? `    ${colors.dim(label.padEnd(LABEL_WIDTH))}${line}` : `${indent}${line}`))
    .join("\n");
}

function acceptedText(accepted: readonly AcceptedFinding[], style: Style, colors: Colors): string {
  const lines = accepted.map(({ finding, acceptance }) =>
    wrapped(`  ${finding.path} ${finding.code}: ${acceptance.reason}`, style.width, "    "),
  );
  return [colors.bold("accepted"), ...lines].join("\n");
}

function summary(system: CheckedSystem, colors: Colors): string {
  const counts = countsOf(system);
  const parts = [
    plural(counts.error, "error"),
    plural(counts.warning, "warning"),
    plural(counts.info, "info", "infos"),
    `${counts.accepted} accepted`,
  ];
  const text = `${system.name}: ${parts.join(", ")}`;
  return counts.error > 0 ? colors.red(text) : colors.green(text);
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function paint(severity: Severity, colors: Colors): (text: string) => string {
  if (severity === "error") return colors.red;
  return severity === "warning" ? colors.yellow : colors.blue;
}
