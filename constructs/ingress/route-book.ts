import type { Violation } from "../rules/finding";
import { checkBalancerLimit } from "./balancer-limits";
import { covers, isUnconditional, type RouteMatch } from "./route-match";

/** The last place: a route without conditions, after all others. AWS's own default action counts no requests per target. */
export const DEFAULT_ROUTE_PRIORITY = 50_000;
/** Room between two routes for explicit priorities. 100 rules end at 10,000. */
const STEP = 100;
const SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html";

/** A route as the book sees it. */
export interface BookedRoute {
  /** Construct path, for messages. */
  readonly path: string;
  readonly match: RouteMatch;
  /** Chosen by the user. @default - by the order of declaration */
  readonly priority?: number;
  /** Keys of the target groups it leads to. */
  readonly targets: readonly string[];
}

/**
 * The routes of one listener in the order in which the balancer tries them. The n-th route without an explicit priority
 * gets n times 100, so that adding one at the end changes no other, and 150 is free for one between the first two.
 */
export class RouteBook {
  readonly #routes: (BookedRoute & { readonly order: number })[] = [];
  readonly #targets = new Set<string>();
  readonly #ruleQuota: number | undefined;
  #counted = 0;
  #full = false;

  constructor(ruleQuota?: number) {
    this.#ruleQuota = ruleQuota;
  }

  /** Every route with its priority, first tried first. */
  get routes(): readonly { readonly path: string; readonly match: RouteMatch; readonly priority: number }[] {
    return this.#routes
      .map(({ path, match, order }) => ({ path, match, priority: order }))
      .sort((a, b) => a.priority - b.priority);
  }

  /** Enters a route: its priority, and everything wrong with it beside the others. */
  add(route: BookedRoute): { priority: number; violations: Violation[] } {
    const unconditional = isUnconditional(route.match);
    if (!unconditional && route.priority === undefined) this.#counted += 1;
    const order = unconditional ? DEFAULT_ROUTE_PRIORITY : (route.priority ?? this.#counted * STEP);
    const violations = [
      ...checkPriority(route),
      ...this.#checkOthers(route, order, unconditional),
      ...this.#checkQuotas(route),
    ];
    this.#routes.push({ ...route, order });
    return { priority: order, violations };
  }

  #checkOthers(route: BookedRoute, order: number, unconditional: boolean): Violation[] {
    const equal = this.#routes.find((other) => other.order === order);
    if (equal !== undefined) return [unconditional ? secondDefault(equal.path) : equalPriority(order, equal.path)];
    const before = this.#routes.find((other) => other.order < order && covers(other.match, route.match));
    if (before !== undefined) return [shadowed(route.path, before.path)];
    const after = this.#routes.find((other) => other.order > order && covers(route.match, other.match));
    return after === undefined || unconditional ? [] : [shadowed(after.path, route.path)];
  }

  /** Reported once, where the limit is crossed. */
  #checkQuotas(route: BookedRoute): Violation[] {
    for (const target of route.targets) this.#targets.add(target);
    const violations = [
      ...checkBalancerLimit("rules", this.#routes.length + 1, this.#ruleQuota),
      ...checkBalancerLimit("targetGroups", this.#targets.size),
    ];
    if (violations.length === 0 || this.#full) return [];
    this.#full = true;
    return violations;
  }
}

function checkPriority({ priority, match }: BookedRoute): Violation[] {
  if (priority === undefined) return [];
  const expected = `a whole number from 1 to ${DEFAULT_ROUTE_PRIORITY - 1}, on a route with conditions`;
  if (!isUnconditional(match) && Number.isInteger(priority) && priority >= 1 && priority < DEFAULT_ROUTE_PRIORITY)
    return [];
  return [
    {
      code: "route-priority",
      prop: "priority",
      got: isUnconditional(match) ? `${priority} without a condition` : String(priority),
      expected,
      fix: "lower numbers are tried first; leave it out to follow the order of declaration",
      source: SOURCE,
    },
  ];
}

function equalPriority(priority: number, other: string): Violation {
  return {
    code: "route-priority-equal",
    prop: "priority",
    got: `${priority}, which ${other} has too`,
    expected: "a priority of its own for each route of a listener",
    fix: "choose another number, or leave it out to follow the order of declaration",
    source: SOURCE,
  };
}

function secondDefault(other: string): Violation {
  return {
    code: "route-default-twice",
    prop: "expose",
    got: `no condition, and neither has ${other}`,
    expected: "one default route on a load balancer, which takes what no other route takes",
    fix: "give one of the two a host or a path",
    source: SOURCE,
  };
}

function shadowed(route: string, by: string): Violation {
  return {
    code: "route-shadowed",
    prop: "expose",
    got: `${route} after ${by}, which takes all of its requests`,
    expected: "the narrower route first: the first one that matches wins",
    fix: "declare the narrower route first, or give it a lower priority",
    source: SOURCE,
  };
}
