import type { LbListenerRuleCondition } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Token } from "cdktf";
import ipaddr from "ipaddr.js";
import type { Violation } from "../rules/finding";
import { literal } from "../template-literal";
import { checkBalancerLimit } from "./balancer-limits";

/**
 * Which requests a route takes: all conditions must hold, and of each condition any one value. `*` stands for any
 * characters, `?` for one. At most five values and five wildcards together.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-update-rules.html
 */
export interface RouteMatch {
  /** Host names, such as `api.example.com` or `*.example.com`. */
  readonly hosts?: readonly string[];
  /** Paths, beginning with `/`, such as `/api/*`. The query string is not part of it. */
  readonly paths?: readonly string[];
  /** Header values, by header name. */
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  /** Such as `GET`. */
  readonly methods?: readonly string[];
  /** Values in the query string, by parameter. */
  readonly query?: Readonly<Record<string, string>>;
  /** IPv4 ranges of the caller as the balancer sees it. */
  readonly sources?: readonly string[];
}

const API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference";
const LONGEST = { host: 128, path: 128, header: 40, value: 128, method: 40 } as const;

interface Form {
  readonly pattern: RegExp;
  readonly longest: number;
  readonly expected: string;
  readonly source: string;
}

const FORMS = {
  hosts: {
    pattern: /^[A-Za-z0-9.*?-]*\.[A-Za-z0-9.*?-]*$/,
    longest: LONGEST.host,
    expected: "a host name with at least one dot, of letters, digits, . - * ?",
    source: `${API}/API_HostHeaderConditionConfig.html`,
  },
  paths: {
    pattern: /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]*$/,
    longest: LONGEST.path,
    expected: "a path beginning with /, of letters, digits and _-.$/~\"'@:+&*?",
    source: `${API}/API_PathPatternConditionConfig.html`,
  },
  methods: {
    pattern: /^[A-Z_-]+$/,
    longest: LONGEST.method,
    expected: "a method in capital letters, such as GET, without wildcards",
    source: `${API}/API_HttpRequestMethodConditionConfig.html`,
  },
  headerName: {
    pattern: /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/,
    longest: LONGEST.header,
    expected: "a header name",
    source: `${API}/API_HttpHeaderConditionConfig.html`,
  },
  value: {
    pattern: /^[\x20-\x7e]+$/,
    longest: LONGEST.value,
    expected: "printable ASCII characters",
    source: `${API}/API_HttpHeaderConditionConfig.html`,
  },
} as const satisfies Record<string, Form>;

/** Whether there is any condition at all; a route without one takes whatever no other route takes. */
export function isUnconditional(match: RouteMatch): boolean {
  return conditionLists(match).length === 0;
}

/** Everything wrong with the conditions of one route. */
export function checkRouteMatch(match: RouteMatch): Violation[] {
  const lists = conditionLists(match);
  const values = lists.flatMap((list) => list.values);
  const wildcards = lists
    .filter(({ kind }) => kind !== "sources")
    .flatMap((list) => list.values)
    .reduce((sum, value) => sum + (value.match(/[*?]/g)?.length ?? 0), 0);
  return [
    ...lists
      .filter((list) => list.values.length === 0)
      .map((list) => malformed("empty list", list.kind, "one value or more")),
    ...checkForms("hosts", match.hosts),
    ...checkForms("paths", match.paths),
    ...checkForms("methods", match.methods),
    ...checkForms("headerName", Object.keys(match.headers ?? {}), "headers"),
    ...Object.entries(match.headers ?? {}).flatMap(([name, list]) => checkForms("value", list, `headers.${name}`)),
    ...Object.entries(match.query ?? {}).flatMap(([name, value]) =>
      checkForms("value", [name, value], `query.${name}`),
    ),
    ...(match.sources ?? [])
      .filter((range) => !isRange(range))
      .map((range) =>
        malformed(range, "sources", "an IPv4 range such as 10.0.0.0/8", `${API}/API_SourceIpConditionConfig.html`),
      ),
    ...checkBalancerLimit("conditionValues", values.length),
    ...checkBalancerLimit("conditionWildcards", wildcards),
  ];
}

/** The conditions as the provider wants them, in a fixed order. */
export function ruleConditions(match: RouteMatch): LbListenerRuleCondition[] {
  const escaped = (values: readonly string[]) => values.map(literal);
  const query = Object.entries(match.query ?? {});
  return [
    ...(match.hosts === undefined ? [] : [{ hostHeader: { values: escaped(match.hosts) } }]),
    ...(match.paths === undefined ? [] : [{ pathPattern: { values: escaped(match.paths) } }]),
    ...Object.entries(match.headers ?? {}).map(([httpHeaderName, values]) => ({
      httpHeader: { httpHeaderName, values: escaped(values) },
    })),
    ...(match.methods === undefined ? [] : [{ httpRequestMethod: { values: [...match.methods] } }]),
    ...(query.length === 0 ? [] : [{ queryString: query.map(([key, value]) => ({ key, value: literal(value) })) }]),
    ...(match.sources === undefined ? [] : [{ sourceIp: { values: [...match.sources] } }]),
  ];
}

/** Whether every request that `other` takes is taken by `match` too, so that a later `other` would never see one. */
export function covers(match: RouteMatch, other: RouteMatch): boolean {
  const others = new Map(conditionLists(other).map((list) => [list.kind, list.values]));
  return conditionLists(match).every(({ kind, values }) => {
    const narrower = others.get(kind);
    return narrower?.every((value) => values.some((pattern) => glob(pattern).test(value))) ?? false;
  });
}

function conditionLists(match: RouteMatch): { kind: string; values: readonly string[] }[] {
  const list = (kind: string, values: readonly string[] | undefined) =>
    values === undefined ? [] : [{ kind, values }];
  return [
    ...list("hosts", match.hosts),
    ...list("paths", match.paths),
    ...Object.entries(match.headers ?? {}).map(([name, values]) => ({ kind: `headers.${name.toLowerCase()}`, values })),
    ...list("methods", match.methods),
    ...Object.entries(match.query ?? {}).map(([name, value]) => ({ kind: `query.${name}`, values: [value] })),
    ...list("sources", match.sources),
  ];
}

/** `?` in the pattern does not cover a `*` in the value, which may stand for several characters. */
function glob(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", "[^*]");
  return new RegExp(`^${escaped}$`, "i");
}

function checkForms(form: keyof typeof FORMS, values: readonly string[] | undefined, prop: string = form): Violation[] {
  const { pattern, longest, expected, source } = FORMS[form];
  return (values ?? [])
    .filter((value) => !Token.isUnresolved(value) && (!pattern.test(value) || value.length > longest))
    .map((value) => malformed(value, prop, `${expected}, at most ${longest} characters`, source));
}

function isRange(range: string): boolean {
  return Token.isUnresolved(range) || ipaddr.IPv4.isValidCIDRFourPartDecimal(range);
}

function malformed(got: string, prop: string, expected: string, source?: string): Violation {
  return {
    code: "route-condition",
    prop,
    got,
    expected,
    fix: "correct the condition",
    ...(source === undefined ? {} : { source }),
  };
}
