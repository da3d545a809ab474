import { describe, expect, test } from "vitest";
import { DEFAULT_ROUTE_PRIORITY, RouteBook } from "./route-book";
import type { RouteMatch } from "./route-match";

function bookOf(routes: readonly [path: string, match: RouteMatch, priority?: number][], quota?: number) {
  const book = new RouteBook(quota);
  const added = routes.map(([path, match, priority]) =>
    book.add({ path, match, targets: [path], ...(priority === undefined ? {} : { priority }) }),
  );
  return {
    priorities: added.map((entry) => entry.priority),
    codes: added.flatMap((entry) => entry.violations).map(({ code }) => code),
    violations: added.flatMap((entry) => entry.violations),
    book,
  };
}

const hosts = (count: number): [string, RouteMatch][] =>
  Array.from({ length: count }, (_, index) => [`service-${index}`, { hosts: [`s${index}.example.com`] }]);

describe("priorities", () => {
  test("follow the order of declaration, with room between them", () => {
    expect(bookOf(hosts(3)).priorities).toEqual([100, 200, 300]);
  });

  test("of the routes that were there do not change when one is added at the end", () => {
    expect(bookOf(hosts(4)).priorities.slice(0, 3)).toEqual(bookOf(hosts(3)).priorities);
  });

  test("that are explicit leave the others where they are", () => {
    const [a, b] = hosts(2);
    expect(bookOf([a!, ["early", { hosts: ["early.example.com"] }, 5], b!]).priorities).toEqual([100, 5, 200]);
  });

  test("put a route without conditions last, whenever it is declared", () => {
    const { priorities, book } = bookOf([["all", {}], ...hosts(2)]);
    expect(priorities).toEqual([DEFAULT_ROUTE_PRIORITY, 100, 200]);
    expect(book.routes.map(({ path }) => path)).toEqual(["service-0", "service-1", "all"]);
  });
});

describe("is refused", () => {
  test.each<[string, [string, RouteMatch, number?][], string]>([
    [
      "equal explicit priorities",
      [
        ["a", { hosts: ["a.b"] }, 7],
        ["b", { hosts: ["b.b"] }, 7],
      ],
      "route-priority-equal",
    ],
    [
      "an explicit priority that the order took",
      [
        ["a", { hosts: ["a.b"] }],
        ["b", { hosts: ["b.b"] }, 100],
      ],
      "route-priority-equal",
    ],
    [
      "a second default route",
      [
        ["a", {}],
        ["b", {}],
      ],
      "route-default-twice",
    ],
    ["priority 0", [["a", { hosts: ["a.b"] }, 0]], "route-priority"],
    ["priority 50000, the default route's", [["a", { hosts: ["a.b"] }, 50_000]], "route-priority"],
    ["half a priority", [["a", { hosts: ["a.b"] }, 1.5]], "route-priority"],
    ["a priority without a condition", [["a", {}, 7]], "route-priority"],
    [
      "a route behind a wider one",
      [
        ["a", { paths: ["/*"] }],
        ["b", { paths: ["/api/*"] }],
      ],
      "route-shadowed",
    ],
    [
      "a wider route put before",
      [
        ["a", { paths: ["/api/*"] }],
        ["b", { paths: ["/*"] }, 5],
      ],
      "route-shadowed",
    ],
    [
      "the same route twice",
      [
        ["a", { hosts: ["a.b"] }],
        ["b", { hosts: ["a.b"] }],
      ],
      "route-shadowed",
    ],
  ])("%s", (_, routes, code) => {
    expect(bookOf(routes).codes).toEqual([code]);
  });

  test("and names both routes", () => {
    const [violation] = bookOf([
      ["shop", { paths: ["/*"] }],
      ["admin", { paths: ["/admin/*"] }],
    ]).violations;
    expect(violation?.got).toBe("admin after shop, which takes all of its requests");
  });
});

describe("quotas of AWS", () => {
  test("100 services fit behind one balancer", () => {
    expect(bookOf(hosts(100)).codes).toEqual([]);
  });

  test("200 do not: refused once, with the number, for rules and for target groups", () => {
    const { violations } = bookOf(hosts(200));
    expect(violations.map(({ code }) => code)).toEqual(["load-balancer-rules", "load-balancer-target-groups"]);
    expect(violations.map(({ got }) => got)).toEqual([
      "101 rules on one load balancer",
      "101 target groups on one load balancer",
    ]);
    expect(violations.every(({ expected }) => expected === "at most 100")).toBe(true);
  });

  test("a granted quota of rules counts, but target groups stay at 100", () => {
    expect(bookOf(hosts(101), 150).codes).toEqual(["load-balancer-target-groups"]);
  });

  test("several routes to one service are one target group", () => {
    const book = new RouteBook(150);
    const codes = hosts(120).flatMap(([path, match]) => book.add({ path, match, targets: ["web"] }).violations);
    expect(codes).toEqual([]);
  });
});
