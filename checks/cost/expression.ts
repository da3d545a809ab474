/** One step of a reference: an attribute or block name, an index, or every instance (`*`). */
export type Step = string | number;

const STEP = String.raw`(?:\.(?:[A-Za-z_][\w-]*|\d+|\*)|\[(?:"[^"]*"|\d+|\*)\])`;
const WHOLE_REFERENCE = new RegExp(String.raw`^[A-Za-z_][\w-]*${STEP}+$`);
const ANY_REFERENCE = new RegExp(String.raw`[A-Za-z_][\w-]*${STEP}+`, "g");
const STEPS = /[A-Za-z_][\w-]*|\d+|\*|"[^"]*"/g;

/** Conversions that Terraform and CDKTF wrap around a reference without changing which value it is. */
const CONVERSION = /^(?:tostring|tonumber|tobool|tolist|toset|sensitive|nonsensitive|try)\(([^(),]*)(?:,.*)?\)$/s;

/** The reference a text is, in steps, or undefined when the text is any other expression. */
export function parseReference(expression: string): Step[] | undefined {
  const inner = CONVERSION.exec(expression.trim())?.[1]?.trim() ?? expression.trim();
  return WHOLE_REFERENCE.test(inner) ? stepsOf(inner) : undefined;
}

/** Every reference that occurs in an expression, in order; functions and conditions are not evaluated. */
export function findReferences(expression: string): Step[][] {
  return (expression.match(ANY_REFERENCE) ?? []).map(stepsOf);
}

/** A literal such as `3`, `true` or `"text"`, or undefined. */
export function parseLiteral(expression: string): string | number | boolean | undefined {
  const text = expression.trim();
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return /^"([^"\\$]*)"$/.exec(text)?.[1];
}

/** A text cut into plain parts and interpolations; `$${` is a plain `${`. */
export function templateParts(text: string): { readonly plain: string; readonly expression?: string }[] {
  const parts: { plain: string; expression?: string }[] = [];
  let rest = 0;
  for (let at = text.indexOf("${"); at >= 0; at = text.indexOf("${", rest)) {
    if (text[at - 1] === "$") {
      parts.push({ plain: `${text.slice(rest, at - 1)}\${` });
      rest = at + 2;
      continue;
    }
    const end = closingBrace(text, at + 2);
    parts.push({ plain: text.slice(rest, at), expression: text.slice(at + 2, end) });
    rest = end + 1;
  }
  if (rest < text.length || parts.length === 0) parts.push({ plain: text.slice(rest) });
  return parts;
}

/** Position of the brace that closes an interpolation, braces inside it counted; the end of the text if none does. */
function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (const { 0: brace, index } of text.slice(from).matchAll(/[{}]/g)) {
    depth += brace === "{" ? 1 : -1;
    if (depth === 0) return from + index;
  }
  return text.length;
}

function stepsOf(reference: string): Step[] {
  return (reference.match(STEPS) ?? []).map((step) => {
    if (/^\d+$/.test(step)) return Number(step);
    return step.startsWith('"') ? step.slice(1, -1) : step;
  });
}
