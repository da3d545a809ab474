import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "cdktf";
import { afterAll, describe, expect, test } from "vitest";
import { checkContext } from "../../checks/check";
import { environmentNamed } from "../../environments/environment";
import { build as eventDriven } from "../../examples/event-driven/main";
import { build as fargate } from "../../examples/fargate/main";
import { build as highlyAvailable } from "../../examples/highly-available/main";
import { build as webAndWorker } from "../../examples/web-and-worker/main";
import { buildSystem } from "../../stacks/system";
import { mermaid } from "./mermaid";
import { systemDiagram } from "./system-diagram";

const folder = mkdtempSync(join(tmpdir(), "stowage-diagram-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A drawn system: its arrows as text, and where each node stands. */
function drawn(build: (outdir?: string) => App) {
  const context = checkContext(build(folder));
  const diagram = systemDiagram(context);
  const boxes = new Map(diagram.boxes.map((box) => [box.key, box]));
  const around = (key: string | undefined): string[] =>
    key === undefined ? [] : [key, ...around(boxes.get(key)?.parent)];
  return {
    context,
    diagram,
    arrows: diagram.arrows.map(({ from, to, label, dotted }) => `${from} ${dotted ? "~" : "-"} ${label} > ${to}`),
    placeOf: (key: string) => around(diagram.nodes.find((node) => node.key === key)?.box),
    detailsOf: (key: string) => [...diagram.nodes, ...diagram.boxes].find((it) => it.key === key)?.details,
  };
}

const environment = (name: string) => () => buildSystem(environmentNamed(name), folder).app;

describe("one box", () => {
  const dev = drawn(environment("dev"));

  test("has its tasks on the fleet, in the subnets of the network", () => {
    expect(dev.placeOf("service dev-app/backend")).toEqual([
      "fleet dev-platform/fleet",
      "subnets dev-platform/network/public",
      "network dev-platform/network",
    ]);
    expect(dev.detailsOf("fleet dev-platform/fleet")).toEqual(["1 x t3.micro"]);
    expect(dev.detailsOf("subnets dev-platform/network/public")).toEqual([
      "2 subnets, 10.20.0.0/20, 10.20.16.0/20",
      "to the internet with a public address",
    ]);
  });

  test("answers on the host's port, and nothing else is open", () => {
    expect(dev.arrows.filter((arrow) => arrow.startsWith("outside"))).toEqual([
      "outside internet - tcp 80 > service dev-app/backend",
    ]);
  });

  test("starts its tasks by schedule, and keeps what failed", () => {
    expect(dev.arrows).toContain("schedule dev-app/scraper ~ starts > task dev-app/scraper");
    expect(dev.arrows).toContain("schedule dev-app/scraper ~ failed > queue dev-app/scraper/dead-letters");
    expect(dev.detailsOf("schedule dev-app/scraper")).toEqual(["cron(0 0/6 * * ? *) UTC"]);
  });

  test("tells injected secrets from those that a task reads itself", () => {
    expect(dev.arrows).toContain("service dev-app/backend - injected, reads > secret dev-platform/database");
    expect(dev.arrows).toContain("task dev-app/scraper ~ injected > secret dev-platform/database-scraper");
    expect(dev.arrows).toContain("service dev-app/backend ~ injected > secret /stowage-dev/api-tokens");
    expect(dev.arrows).toContain("task dev-app/notifier - sends > mail example.com");
  });
});

describe("with a balancer", () => {
  const shop = drawn(webAndWorker);

  test("routes lead from the listener, with their conditions, and HTTP to HTTPS", () => {
    const [http, https] = ["http", "https"].map((name) => `listener web-and-worker/balancer/${name}`);
    expect(shop.arrows).toContain(`outside internet - tcp 443 > ${https}`);
    expect(shop.arrows).toContain(`${http} - redirects > ${https}`);
    const route = shop.diagram.arrows.find(({ from, to }) => from === https && to === "service web-and-worker/web");
    expect(route?.label).toContain("shop.example.com /admin /admin/* (after sign-in)");
    expect(route?.label).toContain("api.shop.example.com /v1/*");
  });

  test("the private database is reached by the tasks that it admits", () => {
    expect(shop.placeOf("store web-and-worker/database")[0]).toBe("subnets web-and-worker/network/private");
    expect(shop.detailsOf("subnets web-and-worker/network/private")?.[1]).toBe("to the internet through a NAT");
    const callers = shop.diagram.arrows.filter(({ to }) => to === "store web-and-worker/database");
    expect(callers.map(({ from, label }) => [from, label.includes("tcp 5432")])).toEqual([
      ["service web-and-worker/web", true],
      ["service web-and-worker/worker", true],
    ]);
  });

  test("access logs, alarms and the renewal of hosts are there", () => {
    const { arrows, detailsOf } = drawn(highlyAvailable);
    expect(arrows).toContain("balancer highly-available/ingress ~ access logs > store highly-available/logs");
    expect(arrows).toContain("schedule highly-available/patches ~ renews > fleet highly-available/fleet");
    expect(detailsOf("topic highly-available/alarms")?.[0]).toMatch(/^topic, \d+ alarms, email$/);
  });
});

describe("with events", () => {
  const events = drawn(eventDriven);

  test("a bucket raises them, a rule passes them on, a queue keeps what failed", () => {
    const rule = "rule event-driven/indexer/rule";
    expect(events.arrows).toContain(`store event-driven/files ~ event > ${rule}`);
    expect(events.arrows).toContain(`${rule} ~ starts > task event-driven/indexer`);
    expect(events.arrows).toContain(`${rule} ~ failed > queue event-driven/indexer/dead-letters`);
    expect(events.detailsOf(rule)).toEqual(["Object Created"]);
  });

  test("workers receive, tasks write and mount, by their own permissions", () => {
    expect(events.arrows).toContain("service event-driven/worker/service - receives > queue event-driven/jobs");
    expect(events.arrows).toContain("task event-driven/indexer - reads, writes > store event-driven/index");
    expect(events.arrows.filter((arrow) => /mounts > store event-driven\/shared$/.test(arrow))).toHaveLength(3);
    expect(events.arrows).toContain("fleet event-driven/fleet - tcp 2049 > store event-driven/shared");
  });
});

test("on Fargate, tasks stand in the subnets and call each other by open ports", () => {
  const { arrows, placeOf, detailsOf } = drawn(fargate);
  expect(placeOf("service fargate/api")[0]).toBe("subnets fargate/network/public");
  expect(detailsOf("service fargate/api")).toEqual(["service, 1 copy", "Fargate", "port 8080"]);
  expect(arrows).toContain("service fargate/web - tcp 8080 > service fargate/api");
});

describe("every picture", () => {
  test.each([
    ["dev", environment("dev")],
    ["prod", environment("prod")],
    ["web-and-worker", webAndWorker],
    ["highly-available", highlyAvailable],
    ["event-driven", eventDriven],
    ["fargate", fargate],
  ])("of %s is the same twice, sorted, whole, and without values", (_name, build) => {
    const { context, diagram } = drawn(build);
    const text = mermaid(diagram);
    expect(mermaid(drawn(build).diagram)).toBe(text);
    const keys = diagram.nodes.map(({ key }) => key);
    expect(keys).toEqual([...new Set(keys)].sort());
    const ends = new Set([...keys, ...diagram.boxes.map(({ key }) => key)]);
    for (const { from, to } of diagram.arrows) expect([ends.has(from), ends.has(to)]).toEqual([true, true]);
    for (const { task } of context.ecs.runners)
      expect(keys.some((key) => key.endsWith(task.path.replace(/\/task$/, "")))).toBe(true);
    // Neither what containers are told nor who gets the alarms.
    const values = context.ecs.tasks
      .flatMap(({ containers }) => containers.flatMap(({ body }) => (body.environment ?? []) as { value: string }[]))
      .map(({ value }) => value)
      .filter((value) => value.length > 12 && !value.includes("${"));
    for (const value of [...values, "ops@example.com"]) expect(text).not.toContain(value);
  });
});
