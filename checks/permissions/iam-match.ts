/** Patterns come back for every action and resource they are compared with. */
const expressions = new Map<string, RegExp>();
/** More patterns than this are not worth remembering. */
const MAX_REMEMBERED = 4096;

/** Whether an IAM pattern with `*` and `?` matches a text. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function matches(pattern: string, text: string): boolean {
  if (pattern === "*" || pattern === text) return true;
  return /[*?]/.test(pattern) && expressionOf(pattern).test(text);
}

/** Action names ignore case. */
export function allowsAction(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => pattern === action || matches(pattern.toLowerCase(), action.toLowerCase()));
}

export function coversResource(patterns: readonly string[], forms: readonly string[]): boolean {
  return patterns.some((pattern) => forms.some((form) => matches(pattern, form)));
}

function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "s");
  if (expressions.size >= MAX_REMEMBERED) expressions.clear();
  expressions.set(pattern, expression);
  return expression;
}
