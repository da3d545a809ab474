import type { Violation } from "../rules/finding";

const QUOTAS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html";

interface Limit {
  readonly code: string;
  readonly max: number;
  readonly what: string;
  readonly fix: string;
}

/** Quotas of an Application Load Balancer, as the page above gives them for every account. */
export const BALANCER_LIMITS = {
  /** Adjustable: an account may have been granted more. Default rules are not counted. */
  rules: {
    code: "load-balancer-rules",
    max: 100,
    what: "rules on one load balancer",
    fix: "put the others behind a second LoadBalancer (16.43 USD a month), or set ruleQuota to what AWS granted you",
  },
  targetGroups: {
    code: "load-balancer-target-groups",
    max: 100,
    what: "target groups on one load balancer",
    fix: "put the others behind a second LoadBalancer (16.43 USD a month); AWS does not raise this quota",
  },
  certificates: {
    code: "load-balancer-certificates",
    max: 25,
    what: "certificates besides the first",
    fix: "put several names into one certificate",
  },
  conditionValues: {
    code: "route-values",
    max: 5,
    what: "condition values in one route",
    fix: "split it into two routes, or use a wildcard",
  },
  conditionWildcards: {
    code: "route-wildcards",
    max: 5,
    what: "wildcards (* and ?) in one route",
    fix: "split it into two routes",
  },
  weightedTargets: {
    code: "route-targets",
    max: 5,
    what: "target groups in one weighted route",
    fix: "divide the traffic between fewer services",
  },
} as const satisfies Record<string, Limit>;

/** Refuses a number above a quota, naming both. */
export function checkBalancerLimit(
  limit: keyof typeof BALANCER_LIMITS,
  value: number,
  max: number = BALANCER_LIMITS[limit].max,
): Violation[] {
  const { code, what, fix } = BALANCER_LIMITS[limit];
  if (value <= max) return [];
  return [{ code, got: `${value} ${what}`, expected: `at most ${max}`, fix, source: QUOTAS }];
}
