import { Fn, Token, Tokenization } from "cdktf";
import { literal } from "../template-literal";

/**
 * A list as JSON text that may hold tokens, one member a line, as Terraform's JSON syntax wants it: literals escaped for both JSON and Terraform,
 * and a value that is one token written as `${jsonencode(...)}`, so that a value with quotes or line breaks stays valid
 * JSON. Text that mixes a token with literals, such as `<arn>:password::`, is written between plain quotes and relies
 * on the token being an ARN, an id or a name.
 *
 * Not `Fn.jsonencode` of the whole: it leaves double quotes inside literals unescaped
 * (docs/adr/0004-policies-are-plain-json.md).
 */
export function jsonText(value: readonly unknown[]): string {
  return `[\n${value.map(inline).join(",\n")}\n]`;
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(",")}]`;
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return Token.isUnresolved(value) ? Token.asString(value) : JSON.stringify(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}:${inline(member)}`);
  return `{${members.join(",")}}`;
}

function text(value: string): string {
  if (!Token.isUnresolved(value)) return JSON.stringify(literal(value));
  const fragments = Tokenization.reverseString(value);
  const isOneToken = fragments.tokens.length === 1 && fragments.literals.length === 0;
  return isOneToken ? Fn.jsonencode(value) : JSON.stringify(value);
}
