/** Whether an IAM pattern with `*` and `?` matches a text. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function matches(pattern: string, text: string, ignoreCase = false): boolean {
  if (pattern === "*") return true;
  if (!/[*?]/.test(pattern)) return ignoreCase ? pattern.toLowerCase() === text.toLowerCase() : pattern === text;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "is" : "s").test(text);
}

/** Action names ignore case. */
export function allowsAction(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => matches(pattern, action, true));
}

export function coversResource(patterns: readonly string[], forms: readonly string[]): boolean {
  return patterns.some((pattern) => forms.some((form) => matches(pattern, form)));
}
