import type { Grant } from "./role-permissions";

/** References that stand for no particular resource. */
const PLACES = /<(?:account|region|partition)>/g;

/** Services whose ARNs end in the name alone, without the type of the resource before it. */
const NAME_ONLY = new Set(["s3", "sns", "sqs"]);

/** Why a statement reaches further than named things: wildcards in actions, or resources that name nothing. */
export function wideness(grant: Grant): string[] {
  if (grant.effect === "Deny") return [];
  return [
    ...(grant.inverted ? ["everything but what NotAction or NotResource names"] : []),
    ...grant.actions.filter((action) => /[*?]/.test(action)).map((action) => `action ${action}`),
    ...grant.resources.filter(isWide).map((resource) => `resource ${resource}`),
  ];
}

/**
 * Whether a resource names nothing in particular. `<log group>:*` and `secret:shop/*` do name something;
 * `*`, `arn:aws:s3:::*` and `instance/*` do not.
 */
export function isWide(resource: string): boolean {
  const wildcard = resource.search(/[*?]/);
  if (wildcard < 0) return false;
  const before = resource.slice(0, wildcard).replace(PLACES, "");
  if (before.includes("<")) return false;
  const parts = before.split(":");
  const name = parts.slice(5).join(":");
  const withoutType = NAME_ONLY.has(parts[2] ?? "") ? name : name.replace(/^[a-z-]+[/:]/, "");
  return withoutType.replace(/^[/:]+/, "") === "";
}
