import { Token } from "cdktf";

/**
 * Escapes Terraform's template markers in a literal that a user wrote, so that `${HOME}` in an environment variable
 * reaches the container as `${HOME}` and is not read as a Terraform expression. Text that holds a token is returned
 * as it is: the token renders to an expression that Terraform must evaluate.
 *
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function literal(text: string): string {
  if (Token.isUnresolved(text)) return text;
  // A function, because `$$` in a replacement text means one dollar sign.
  return text.replace(/[$%](?=\{)/g, (marker) => marker + marker);
}

/**
 * Escapes what CDKTF leaves as it is in the text it hands to a Terraform function: double quotes and backslashes. A shell
 * script arrives as it was written. Tokens hold neither.
 */
export function quotable(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}
