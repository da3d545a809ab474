import { describe, expect, test } from "vitest";
import { checkRouteMatch, covers, isUnconditional, type RouteMatch, ruleConditions } from "./route-match";

test("every condition becomes one block, in a fixed order", () => {
  const match: RouteMatch = {
    sources: ["10.0.0.0/8"],
    query: { beta: "1" },
    methods: ["GET"],
    headers: { "x-tenant": ["a"] },
    paths: ["/api/*"],
    hosts: ["shop.example.com"],
  };
  expect(checkRouteMatch({ ...match, sources: [] })).toMatchObject([{ prop: "sources", got: "empty list" }]);
  expect(ruleConditions(match)).toEqual([
    { hostHeader: { values: ["shop.example.com"] } },
    { pathPattern: { values: ["/api/*"] } },
    { httpHeader: { httpHeaderName: "x-tenant", values: ["a"] } },
    { httpRequestMethod: { values: ["GET"] } },
    { queryString: [{ key: "beta", value: "1" }] },
    { sourceIp: { values: ["10.0.0.0/8"] } },
  ]);
});

test("a value that looks like a Terraform expression is taken literally", () => {
  expect(ruleConditions({ headers: { "x-a": ["${secret}"] } })).toEqual([
    { httpHeader: { httpHeaderName: "x-a", values: ["$${secret}"] } },
  ]);
});

test.each<[string, RouteMatch, string[]]>([
  ["a host without a dot", { hosts: ["localhost"] }, ["route-condition"]],
  ["a host with a path", { hosts: ["example.com/api"] }, ["route-condition"]],
  ["a path without a slash", { paths: ["api/*"] }, ["route-condition"]],
  ["a path of 129 characters", { paths: [`/${"a".repeat(128)}`] }, ["route-condition"]],
  ["a method in small letters", { methods: ["get"] }, ["route-condition"]],
  ["a header name with a space", { headers: { "x tenant": ["a"] } }, ["route-condition"]],
  ["a header name of 41 characters", { headers: { ["x".repeat(41)]: ["a"] } }, ["route-condition"]],
  ["a header value with a line break", { headers: { "x-a": ["a\nb"] } }, ["route-condition"]],
  ["an empty query value", { query: { beta: "" } }, ["route-condition"]],
  ["a source that is no range", { sources: ["10.0.0.1"] }, ["route-condition"]],
  ["a list without a value", { hosts: [] }, ["route-condition"]],
  ["six values", { hosts: ["a.b", "c.d", "e.f"], paths: ["/a", "/b", "/c"] }, ["route-values"]],
  ["six wildcards", { paths: ["/*/*/*", "/*/*/*"] }, ["route-wildcards"]],
])("refuses %s", (_, match, codes) => {
  expect(checkRouteMatch(match).map(({ code }) => code)).toEqual(codes);
});

test("takes the longest values and the most of them", () => {
  expect(checkRouteMatch({ hosts: ["*.example.com"], paths: [`/${"a".repeat(127)}`, "/b", "/c", "/d"] })).toEqual([]);
});

test("a route without any condition is the default route", () => {
  expect(isUnconditional({})).toBe(true);
  expect(isUnconditional({ methods: ["GET"] })).toBe(false);
});

describe("one route covers another", () => {
  test.each<[string, RouteMatch, RouteMatch, boolean]>([
    ["the same", { paths: ["/api/*"] }, { paths: ["/api/*"] }, true],
    ["a wider path", { paths: ["/*"] }, { paths: ["/api/*"] }, true],
    ["a narrower path", { paths: ["/api/*"] }, { paths: ["/*"] }, false],
    ["a host without the path", { hosts: ["a.example.com"] }, { hosts: ["A.example.com"], paths: ["/x"] }, true],
    ["a host with a path", { hosts: ["a.example.com"], paths: ["/x"] }, { hosts: ["a.example.com"] }, false],
    ["one of two hosts", { hosts: ["a.example.com"] }, { hosts: ["a.example.com", "b.example.com"] }, false],
    ["a dot that is only a dot", { hosts: ["a.example.com"] }, { hosts: ["axexample.com"] }, false],
    ["? against several characters", { paths: ["/?"] }, { paths: ["/*"] }, false],
    ["header names in any case", { headers: { "X-A": ["1"] } }, { headers: { "x-a": ["1"] }, paths: ["/x"] }, true],
    ["another query value", { query: { a: "1" } }, { query: { a: "2" } }, false],
  ])("%s", (_, match, other, expected) => {
    expect(covers(match, other)).toBe(expected);
  });
});
