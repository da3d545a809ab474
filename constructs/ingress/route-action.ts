import type { LbListenerRuleAction } from "@cdktf/provider-aws/lib/lb-listener-rule";
import type { Violation } from "../rules/finding";
import { literal } from "../template-literal";
import { checkBalancerLimit } from "./balancer-limits";
import type { TargetGroup } from "./target-group";

/** Something that answers requests from the balancer: a `Service` exposed on a load balancer. */
export interface Routable {
  readonly targetGroup: TargetGroup | undefined;
}

/** An answer that the balancer gives itself. */
export interface FixedResponse {
  /** 200 to 599, except 3xx. */
  readonly status: number;
  /** @default "text/plain" */
  readonly contentType?: "text/plain" | "text/html" | "text/css" | "application/json" | "application/javascript";
  /** At most 1,024 characters. @default - none */
  readonly body?: string;
}

/** Where a request is sent instead; what is left out stays as it came in. */
export interface Redirect {
  readonly host?: string;
  /** Beginning with `/`; may hold `#{path}`. */
  readonly path?: string;
  readonly port?: number;
  readonly protocol?: "HTTP" | "HTTPS";
  /** Without the question mark. */
  readonly query?: string;
  /** 301, which browsers remember, instead of 302. @default false */
  readonly permanent?: boolean;
}

/** What a route does with a request; one of four. */
export type RouteAction =
  | { readonly to: Routable; readonly weighted?: never; readonly respond?: never; readonly redirect?: never }
  | {
      /** Several services by weight, 0 to 999: a canary, or two versions side by side. */
      readonly weighted: readonly { readonly to: Routable; readonly weight: number }[];
      /** Seconds for which a caller stays with the service it got first. @default - every request is drawn anew */
      readonly stickySeconds?: number;
      readonly to?: never;
      readonly respond?: never;
      readonly redirect?: never;
    }
  | { readonly respond: FixedResponse; readonly to?: never; readonly weighted?: never; readonly redirect?: never }
  | { readonly redirect: Redirect; readonly to?: never; readonly weighted?: never; readonly respond?: never };

const API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference";

/** Every target group a route leads to. */
export function targetGroupsOf(action: RouteAction): TargetGroup[] {
  const services = action.to !== undefined ? [action.to] : (action.weighted ?? []).map(({ to }) => to);
  return services.flatMap(({ targetGroup }) => (targetGroup === undefined ? [] : [targetGroup]));
}

/** Everything wrong with an action. */
export function checkRouteAction(action: RouteAction): Violation[] {
  if (action.respond !== undefined) return checkResponse(action.respond);
  if (action.redirect !== undefined) return checkRedirect(action.redirect);
  const services = action.to !== undefined ? [action.to] : action.weighted.map(({ to }) => to);
  const weights = action.to !== undefined ? [] : action.weighted;
  return [
    ...checkBalancerLimit("weightedTargets", weights.length),
    ...(services.length > 0 && services.every(({ targetGroup }) => targetGroup !== undefined)
      ? []
      : [
          {
            code: "route-target",
            prop: "to",
            got: "a service without a target group",
            expected: "services exposed on a load balancer",
            fix: "give the service expose: { loadBalancer, unrouted: true, ... }",
            source: `${API}/API_TargetGroupTuple.html`,
          },
        ]),
    ...weights
      .filter(({ weight }) => !Number.isInteger(weight) || weight < 0 || weight > 999)
      .map(({ weight }) => ({
        code: "route-weight",
        prop: "weighted",
        got: String(weight),
        expected: "a whole number from 0 to 999",
        fix: "90 and 10 send a tenth to the second",
        source: `${API}/API_TargetGroupTuple.html`,
      })),
  ];
}

/** The action as the provider wants it. Target groups are known to be there: `checkRouteAction` refuses others. */
export function ruleAction(action: RouteAction): LbListenerRuleAction {
  if (action.respond !== undefined) return { type: "fixed-response", fixedResponse: fixedResponse(action.respond) };
  if (action.redirect !== undefined) return { type: "redirect", redirect: redirect(action.redirect) };
  if (action.to !== undefined) return { type: "forward", targetGroupArn: action.to.targetGroup?.arn ?? "" };
  const { weighted, stickySeconds } = action;
  return {
    type: "forward",
    forward: {
      targetGroup: weighted.map(({ to, weight }) => ({ arn: to.targetGroup?.arn ?? "", weight })),
      ...(stickySeconds === undefined ? {} : { stickiness: { enabled: true, duration: stickySeconds } }),
    },
  };
}

export function fixedResponse({ status, contentType, body }: FixedResponse) {
  return {
    statusCode: String(status),
    contentType: contentType ?? "text/plain",
    ...(body === undefined ? {} : { messageBody: literal(body) }),
  };
}

export function redirect({ host, path, port, protocol, query, permanent }: Redirect) {
  return {
    statusCode: permanent === true ? "HTTP_301" : "HTTP_302",
    host: host ?? "#{host}",
    path: path ?? "/#{path}",
    port: port === undefined ? "#{port}" : String(port),
    protocol: protocol ?? "#{protocol}",
    query: query ?? "#{query}",
  };
}

export function checkResponse({ status, body }: FixedResponse): Violation[] {
  const source = `${API}/API_FixedResponseActionConfig.html`;
  const statusIsFine = Number.isInteger(status) && status >= 200 && status <= 599 && Math.floor(status / 100) !== 3;
  return [
    ...(statusIsFine
      ? []
      : [
          {
            code: "route-response",
            prop: "respond.status",
            got: String(status),
            expected: "a status from 200 to 599, but not 3xx",
            fix: "use redirect for 3xx",
            source,
          },
        ]),
    ...((body ?? "").length <= 1024
      ? []
      : [
          {
            code: "route-response",
            prop: "respond.body",
            got: `${body?.length} characters`,
            expected: "at most 1024",
            fix: "let a service answer longer texts",
            source,
          },
        ]),
  ];
}

function checkRedirect(to: Redirect): Violation[] {
  const source = `${API}/API_RedirectActionConfig.html`;
  const same = [to.host, to.path, to.port, to.protocol].every((value) => value === undefined);
  if (same) {
    return [
      {
        code: "route-redirect",
        prop: "redirect",
        got: "no host, path, port or protocol",
        expected: "at least one that differs, or the browser comes back for ever",
        fix: "name what changes",
        source,
      },
    ];
  }
  if (to.path !== undefined && !to.path.startsWith("/")) {
    return [
      {
        code: "route-redirect",
        prop: "redirect.path",
        got: to.path,
        expected: "a path beginning with /",
        fix: `write /${to.path}`,
        source,
      },
    ];
  }
  return [];
}
