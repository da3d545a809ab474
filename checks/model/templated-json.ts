import { templateParts } from "../cost/expression";
import type { Json } from "../cost/terraform-document";

const ENCODED = /^jsonencode\((.*)\)$/s;

/**
 * Reads JSON text that holds Terraform expressions, such as container definitions and policies. Expressions inside
 * strings stay as `${...}`; one that stands for a whole value becomes the string `${...}`, without the `jsonencode(...)`
 * around it. Undefined when the text is no JSON.
 */
export function parseTemplatedJson(text: string): Json | undefined {
  // An expression inside a string, without quotes of its own, is part of valid JSON already.
  return parse(/\$\{[^}]*["(\\]/.test(text) ? quoted(text) : text);
}

/** The same text with every expression written as JSON wants it. */
function quoted(text: string): string {
  let inString = false;
  let result = "";
  for (const { plain, expression } of templateParts(text)) {
    if (oddQuotes(plain)) inString = !inString;
    result += plain.endsWith("${") ? `${plain.slice(0, -2)}$\${` : plain; // an escaped marker lost its escape
    if (expression === undefined) continue;
    const whole = JSON.stringify(`\${${ENCODED.exec(expression)?.[1] ?? expression}}`);
    result += inString ? whole.slice(1, -1) : whole;
  }
  return result;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
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
