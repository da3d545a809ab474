import { templateParts } from "../cost/expression";
import type { Json } from "../cost/terraform-document";

/** Private-use characters around the number of an expression; AWS admits them in none of these documents. */
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARK = /\uE000(\d+)\uE001/g;
const ENCODED = /^jsonencode\((.*)\)$/s;

/**
 * Reads JSON text that holds Terraform expressions, such as container definitions and policies. Expressions inside
 * strings stay as `${...}`; one that stands for a whole value becomes the string `${...}`, without the `jsonencode(...)`
 * around it. Undefined when the text is no JSON.
 */
export function parseTemplatedJson(text: string): Json | undefined {
  const parts = templateParts(text);
  const expressions = parts.flatMap((part) => (part.expression === undefined ? [] : [part.expression]));
  if (expressions.length === 0) return parse(text, (value) => value);
  let inString = false;
  let index = 0;
  let marked = "";
  for (const part of parts) {
    if (oddQuotes(part.plain)) inString = !inString;
    marked += part.plain;
    if (part.expression === undefined) continue;
    marked += inString ? `${OPEN}${index}${CLOSE}` : `"${OPEN}${index}${CLOSE}"`;
    index += 1;
  }
  return parse(marked, (value) =>
    value
      .replaceAll("${", "$${")
      .replace(MARK, (_, position: string) => `\${${unwrapped(expressions[Number(position)] ?? "")}}`),
  );
}

function parse(text: string, restore: (value: string) => string): Json | undefined {
  try {
    return JSON.parse(text, (_, value: Json) => (typeof value === "string" ? restore(value) : value)) as Json;
  } catch {
    return undefined;
  }
}

function unwrapped(expression: string): string {
  return ENCODED.exec(expression)?.[1] ?? expression;
}

/** Whether the text opens or closes a JSON string on balance; escaped quotes do not count. */
function oddQuotes(text: string): boolean {
  let odd = false;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') odd = !odd;
  }
  return odd;
}
