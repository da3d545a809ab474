/**
 * A JSON text that a reviewer, and any tool, can read from the synthesized file. For values that need no escaping, such
 * as ARNs, names and numbers; `jsonText` is for those that may hold anything. On several lines, because `cdktf synth
 * --hcl` leaves the quotes of a one-line text unescaped (docs/adr/0004-policies-are-plain-json.md).
 */
export function plainJson(value: object): string {
  return JSON.stringify(value, null, 2);
}
