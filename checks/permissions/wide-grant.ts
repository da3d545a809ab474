import type { Grant } from "./role-permissions";

/** References that stand for no particular resource. */
const PLACES = /<(?:account|region|partition)>/g;

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
  const name = before.split(":").slice(5).join(":");
  return name.replace(/^[a-z-]+[/:]/, "").replace(/^[/:]+/, "") === "";
}
