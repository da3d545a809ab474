import { NAME_RULES, type NameKind, type NameRule } from "./aws-name-rules";
import type { Violation } from "./finding";

export type { NameKind } from "./aws-name-rules";

/**
 * Every rule of AWS the name breaks, all at once; empty when AWS would take it.
 *
 * The caller guards against Terraform tokens: a token is not a name yet.
 */
export function checkName(kind: NameKind, name: string): Violation[] {
  const rule: NameRule = NAME_RULES[kind];
  const problems: Violation[] = [];
  // AWS counts characters, not UTF-16 units
  const length = [...name].length;
  if (length < rule.min || length > rule.max) {
    const fix = length > rule.max ? `shorten it by ${count(length - rule.max)}` : `lengthen it to ${count(rule.min)}`;
    problems.push({
      code: "name-length",
      got: `${count(length)} in ${quote(name)}`,
      expected: `${rule.min} to ${rule.max} characters for a ${rule.label}`,
      fix,
      source: rule.source,
    });
  }
  const foreign = [...new Set([...name].filter((character) => !rule.alphabet.test(character)))];
  if (foreign.length > 0) {
    problems.push({
      code: "name-characters",
      got: `${foreign.map(quote).join(", ")} in ${quote(name)}`,
      expected: `${rule.characters} in the name of a ${rule.label}`,
      fix: "replace the characters",
      source: rule.source,
    });
  }
  // a form is judged only on a name of admitted characters: one mistake, one finding
  if (foreign.length === 0 && length > 0) {
    problems.push(...brokenForms(rule, name));
  }
  return problems;
}

/** How many characters AWS admits, for constructs that shorten a name they derive. */
export function maxNameLength(kind: NameKind): number {
  return NAME_RULES[kind].max;
}

function brokenForms(rule: NameRule, name: string): Violation[] {
  const got = quote(name);
  const source = rule.source;
  return (rule.forms ?? [])
    .filter((form) => !form.holds(name))
    .map((form) => {
      const expected = `${form.expected} in the name of a ${rule.label}`;
      return form.kind === "reserved"
        ? { code: "name-reserved", got, expected, fix: "choose another prefix or suffix", source }
        : { code: "name-form", got, expected, fix: "rename it", source };
    });
}

function quote(text: string): string {
  return text.length > 80 ? `"${text.slice(0, 77)}..."` : `"${text}"`;
}

function count(characters: number): string {
  return `${characters} character${characters === 1 ? "" : "s"}`;
}
