import type { Finding } from "../constructs/rules/finding";

/** Codes of constructs that say the same as one of ours, from closer by. */
const SAID_BY: Readonly<Record<string, readonly string[]>> = {
  "event-source-off": ["bucket-events-off"],
  "image-architecture": ["instance-type-unknown"],
  "listener-rule-priority": ["route-priority-equal"],
  "placement-instance-type-unknown": ["instance-type-unknown"],
  "placement-roll-stuck": ["ecs-deployment-stuck"],
  "reach-balancer-zones": ["load-balancer-number", "load-balancer-zones"],
  "reach-mount-target-missing": ["efs-no-path"],
  "reach-no-way-out": ["awsvpc-no-egress", "schedule-spot-no-egress", "fargate-subnets"],
  "root-volume-small": ["root-volume-size"],
};

/**
 * What constructs recorded, followed by what the checks found, each mistake once: the construct's own words about its
 * own property are better than ours about the resource it became.
 */
export function withoutRepetition(recorded: readonly Finding[], found: readonly Finding[]): Finding[] {
  const pathsByCode = new Map<string, string[]>();
  for (const { code, path } of recorded) pathsByCode.set(code, [...(pathsByCode.get(code) ?? []), path]);
  const seen = new Set<string>();
  const once = [...recorded, ...found].filter((finding, index) => {
    const key = `${finding.code} ${finding.path} ${finding.prop ?? ""} ${finding.got}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return index < recorded.length || !isSaid(finding, pathsByCode);
  });
  return once;
}

function isSaid({ code, path }: Finding, pathsByCode: ReadonlyMap<string, readonly string[]>): boolean {
  return [code, ...(SAID_BY[code] ?? [])].some((said) =>
    (pathsByCode.get(said) ?? []).some((other) => isWithin(other, path) || isWithin(path, other)),
  );
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}
