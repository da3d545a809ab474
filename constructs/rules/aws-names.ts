import { NAME_RULES, type NameKind, type NameRule } from "./aws-name-rules";
import { TEXT_RULES, type TextKind } from "./aws-text-rules";
import type { Violation } from "./finding";

export type { NameKind } from "./aws-name-rules";
export type { TextKind } from "./aws-text-rules";

/**
 * Text of which only some is known: what stands between the parts is put in by Terraform later. Its characters can be
 * judged, that it is too long can be, that it is too short or begins wrongly cannot.
 */
export type PartlyKnown = readonly string[];

/**
 * Every rule of AWS the name breaks, all at once; empty when AWS would take it.
 *
 * The caller guards against Terraform tokens, by handing over the parts around them: a token is not a name yet.
 */
export function checkName(kind: NameKind, name: string | PartlyKnown): Violation[] {
  return judge(NAME_RULES[kind], name, NAMES);
}

/** Every rule of AWS that free text breaks: descriptions, comments, tags. Partly known text as with `checkName`. */
export function checkText(kind: TextKind, text: string | PartlyKnown): Violation[] {
  return judge(TEXT_RULES[kind], text, TEXTS);
}

/** How many characters AWS admits, for constructs that shorten a name they derive. */
export function maxNameLength(kind: NameKind): number {
  return NAME_RULES[kind].max;
}

function judge(rule: NameRule, text: string | PartlyKnown, words: typeof NAMES): Violation[] {
  const parts = typeof text === "string" ? [text] : text;
  const [first = "", ...others] = parts;
  const whole = others.length === 0 ? first : undefined;
  const shown = quote(parts.join("…"));
  const { source } = rule;
  const problems: Violation[] = [];
  // AWS counts characters, not UTF-16 units
  const length = [...parts.join("")].length;
  if ((whole !== undefined && length < rule.min) || length > rule.max) {
    problems.push({
      ...words.length,
      got: `${count(length)} in ${shown}`,
      expected: `${rule.min} to ${rule.max} characters for a ${rule.label}`,
      fix: length > rule.max ? `shorten it by ${count(length - rule.max)}` : `lengthen it to ${count(rule.min)}`,
      source,
    });
  }
  const foreign = [...new Set(parts.join(""))].filter((character) => !rule.alphabet.test(character));
  if (foreign.length > 0) {
    problems.push({
      ...words.characters,
      got: `${foreign.map(quote).join(", ")} in ${shown}`,
      expected: `${rule.characters} ${words.of} ${rule.label}`,
      source,
    });
  }
  // a form is judged only on a whole text of admitted characters: one mistake, one finding
  if (foreign.length > 0 || whole === undefined || length === 0) return problems;
  const broken = (rule.forms ?? []).filter((form) => !form.holds(whole));
  return [
    ...problems,
    ...broken.map(({ kind, expected }) => ({
      ...words[kind],
      got: shown,
      expected: `${expected} ${words.of} ${rule.label}`,
      source,
    })),
  ];
}

/** Line breaks are shown as escapes, so that a message stays one line. */
function quote(text: string): string {
  const shown = text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));
  return shown.length > 80 ? `"${shown.slice(0, 77)}..."` : `"${shown}"`;
}

function count(characters: number): string {
  return `${characters} character${characters === 1 ? "" : "s"}`;
}

/** How a family of rules is worded: names answer with other codes than free text. */
const NAMES = {
  of: "in the name of a",
  length: { code: "name-length" },
  characters: { code: "name-characters", fix: "replace the characters" },
  form: { code: "name-form", fix: "rename it" },
  reserved: { code: "name-reserved", fix: "choose another prefix or suffix" },
};
const TEXTS: typeof NAMES = {
  of: "in the",
  length: { code: "text-length" },
  characters: { code: "text-characters", fix: "replace the characters" },
  form: { code: "text-form", fix: "reword it" },
  reserved: { code: "text-reserved", fix: "choose another prefix" },
};
