import { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { type Balanced, balanced, NOBODY } from "../../test/support/balanced";
import { aStack, type Block, containers, type Template, templateOf, withApp } from "../../test/support/template";
import { setNamePrefix } from "../naming";
import { fargate } from "./capacity";
import type { LoadBalancerExposure } from "./expose";
import { Service } from "./service";

const stackOf = (fill: (parts: Balanced) => void, changes: Parameters<typeof balanced>[1] = {}): Template =>
  aStack((stack) => fill(balanced(stack, changes)));
const exposed = (route: Partial<LoadBalancerExposure> = {}, changes = {}) =>
  stackOf(({ web }) => void web("web", { hosts: ["shop.example.com"], ...route } as LoadBalancerExposure, changes));
const openings = (template: Template) =>
  Object.entries(template.all("aws_vpc_security_group_ingress_rule"))
    .filter(([, rule]) => rule.referenced_security_group_id !== undefined)
    .map(([, rule]) => ({
      ports: [rule.from_port, rule.to_port],
      protocol: rule.ip_protocol,
      to: rule.security_group_id,
      from: rule.referenced_security_group_id,
    }));

describe("behind a load balancer in bridge mode", () => {
  const template = exposed();

  test("the agent picks the host port, and the target is the instance", () => {
    expect(containers(template.one("aws_ecs_task_definition").container_definitions)[0]!.portMappings).toEqual([
      { containerPort: 3000, hostPort: 0, protocol: "tcp" },
    ]);
    expect(template.one("aws_lb_target_group")).toMatchObject({
      name: "stowage-test-web",
      target_type: "instance",
      protocol: "HTTP",
      protocol_version: "HTTP1",
      deregistration_delay: "20",
      slow_start: 0,
      load_balancing_algorithm_type: "round_robin",
      stickiness: { enabled: false, type: "lb_cookie" },
      health_check: {
        path: "/healthz",
        protocol: "HTTP",
        port: "traffic-port",
        matcher: "200-299",
        interval: 15,
        timeout: 5,
        healthy_threshold: 2,
        unhealthy_threshold: 3,
      },
    });
  });

  test("the hosts admit the balancer, and nobody else, on the ports that the agent hands out", () => {
    expect(openings(template)).toEqual([
      {
        ports: [32768, 60999],
        protocol: "tcp",
        to: expect.stringContaining("fleet_firewall"),
        from: expect.stringContaining("balancer_firewall"),
      },
    ]);
  });

  test("several services open them once, because AWS refuses the same rule twice", () => {
    const several = stackOf(({ web }) => {
      web("a", { hosts: ["a.example.com"] });
      web("b", { hosts: ["b.example.com"] });
    });
    expect(openings(several)).toHaveLength(1);
  });

  test("deployments overlap, and failed checks do not count at first", () => {
    expect(template.one("aws_ecs_service")).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      health_check_grace_period_seconds: 60,
      load_balancer: [{ container_name: "web", container_port: 3000 }],
    });
    expect(exposed({ healthCheckGraceSeconds: 5 }).one("aws_ecs_service").health_check_grace_period_seconds).toBe(5);
  });

  test("the service waits for its route, without which ECS refuses the target group", () => {
    const waits = template.one("aws_ecs_service").depends_on as string[];
    expect(waits.filter((name) => name.startsWith("aws_lb_listener_rule."))).toHaveLength(1);
  });

  test("the route is redone before its target group is replaced", () => {
    const rule = template.one("aws_lb_listener_rule");
    const group = Object.keys(template.all("aws_lb_target_group"))[0];
    expect(rule.lifecycle).toEqual({ replace_triggered_by: [`aws_lb_target_group.${group}.id`] });
  });

  test("every setting of the targets arrives", () => {
    const route: Partial<LoadBalancerExposure> = {
      healthCheckPath: "/up",
      healthCheck: { intervalSeconds: 30, timeoutSeconds: 10, healthyAfter: 3, unhealthyAfter: 5, codes: "200,204" },
      stickiness: { seconds: 3600, cookie: "session" },
      slowStartSeconds: 60,
      deregistrationDelaySeconds: 5,
      protocolVersion: "HTTP2",
    };
    expect(exposed(route).one("aws_lb_target_group")).toMatchObject({
      health_check: {
        path: "/up",
        interval: 30,
        timeout: 10,
        healthy_threshold: 3,
        unhealthy_threshold: 5,
        matcher: "200,204",
      },
      stickiness: { enabled: true, type: "app_cookie", cookie_duration: 3600, cookie_name: "session" },
      slow_start: 60,
      deregistration_delay: "5",
      protocol_version: "HTTP2",
    });
    expect(exposed({ algorithm: "least_outstanding_requests" }).one("aws_lb_target_group")).toMatchObject({
      load_balancing_algorithm_type: "least_outstanding_requests",
    });
    expect(exposed({ protocolVersion: "GRPC" }).one("aws_lb_target_group").health_check).toMatchObject({
      matcher: "0",
    });
  });
});

test("with addresses of their own the tasks are the targets, and only their container's port is open", () => {
  const template = stackOf(({ web }) => void web("web", { hosts: ["a.example.com"] }, { networkMode: "awsvpc" }), {
    network: { egress: "nat-gateway" },
  });
  expect(template.one("aws_lb_target_group").target_type).toBe("ip");
  expect(openings(template)).toEqual([
    {
      ports: [3000, 3000],
      protocol: "tcp",
      to: expect.stringContaining("web_task_firewall"),
      from: expect.stringContaining("balancer_firewall"),
    },
  ]);
});

test("on Fargate the tasks are the targets too", () => {
  const template = exposed({}, { runOn: fargate(), cpu: 256, memoryMiB: 512 });
  expect(template.one("aws_lb_target_group").target_type).toBe("ip");
  expect(openings(template).map(({ ports }) => ports)).toEqual([[3000, 3000]]);
});

test("in host mode exactly the container's port of the hosts is open", () => {
  const template = exposed({}, { networkMode: "host" });
  expect(template.one("aws_lb_target_group").target_type).toBe("instance");
  expect(openings(template).map(({ ports }) => ports)).toEqual([[3000, 3000]]);
});

test("routes have the conditions and the order of their services", () => {
  const template = stackOf(({ web }) => {
    web("api", { hosts: ["shop.example.com"], paths: ["/api/*"] });
    web("shop", { hosts: ["shop.example.com"] });
    web("admin", { headers: { "x-admin": ["1"] }, priority: 7 });
    web("rest", {});
  });
  const rules = Object.values(template.all("aws_lb_listener_rule")).sort(
    (a, b) => Number(a.priority) - Number(b.priority),
  );
  expect(rules.map((rule) => [rule.priority, rule.condition])).toEqual([
    [7, [{ http_header: { http_header_name: "x-admin", values: ["1"] } }]],
    [100, [{ host_header: { values: ["shop.example.com"] } }, { path_pattern: { values: ["/api/*"] } }]],
    [200, [{ host_header: { values: ["shop.example.com"] } }]],
    [50_000, [{ path_pattern: { values: ["/*"] } }]],
  ]);
});

test("renaming one route's host changes one rule and nothing else", () => {
  const withHost = (host: string) =>
    stackOf(({ web }) => {
      web("a", { hosts: [host] });
      web("b", { hosts: ["b.example.com"] });
    }).json.resource as Record<string, Record<string, Block>>;
  const [before, after] = [withHost("old.example.com"), withHost("new.example.com")];
  const changed = Object.entries(before).flatMap(([type, blocks]) =>
    Object.keys(blocks)
      .filter((name) => JSON.stringify(blocks[name]) !== JSON.stringify(after[type]![name]))
      .map(() => type),
  );
  expect(changed).toEqual(["aws_lb_listener_rule"]);
});

test("a service in another stack than its balancer has its rule and target group with it", () => {
  withApp((app) => {
    const [platform, shop] = ["platform", "shop"].map((name) => {
      const stack = new TerraformStack(app, name);
      setNamePrefix(stack, "stowage-test");
      return stack;
    }) as [TerraformStack, TerraformStack];
    const { cluster, fleet, balancer } = balanced(platform);
    new Service(shop, "web", {
      cluster,
      runOn: fleet,
      cpu: 128,
      memoryMiB: 128,
      container: { image: "nginx:1.27", port: 3000 },
      expose: { loadBalancer: balancer, healthCheckPath: "/" },
      alarms: NOBODY,
    });
    const template = templateOf(shop);
    expect(Object.keys(template.all("aws_lb_listener_rule"))).toHaveLength(1);
    expect(Object.keys(template.all("aws_lb_target_group"))).toHaveLength(1);
    expect(template.all("aws_vpc_security_group_ingress_rule")).toEqual({});
    expect(openings(templateOf(platform))).toHaveLength(1);
  });
});

test.each<[string, Partial<LoadBalancerExposure>, object, string[]]>([
  ["no container with a port", {}, { container: { image: "nginx:1.27" } }, ["expose-no-port"]],
  ["network mode none", {}, { networkMode: "none" }, ["network-mode"]],
  ["a negative grace", { healthCheckGraceSeconds: -1 }, {}, ["health-check-grace"]],
  ["a health check without a slash", { healthCheckPath: "healthz" }, {}, ["target-health-check"]],
  [
    "a timeout as long as the interval",
    { healthCheck: { intervalSeconds: 5, timeoutSeconds: 5 } },
    {},
    ["target-health-check"],
  ],
  ["an interval of 301 s", { healthCheck: { intervalSeconds: 301 } }, {}, ["target-health-check"]],
  ["one good answer", { healthCheck: { healthyAfter: 1 } }, {}, ["target-health-check"]],
  ["eleven bad answers", { healthCheck: { unhealthyAfter: 11 } }, {}, ["target-health-check"]],
  ["a delay of over an hour", { deregistrationDelaySeconds: 3601 }, {}, ["target-deregistration"]],
  ["stickiness of over a week", { stickiness: { seconds: 604_801 } }, {}, ["target-stickiness"]],
  ["the balancer's own cookie", { stickiness: { seconds: 60, cookie: "AWSALB" } }, {}, ["target-stickiness"]],
  ["a slow start of 29 s", { slowStartSeconds: 29 }, {}, ["target-slow-start"]],
  [
    "a slow start that the algorithm ignores",
    { slowStartSeconds: 60, algorithm: "least_outstanding_requests" },
    {},
    ["target-slow-start"],
  ],
])("refuses %s", (_, route, changes, codes) => {
  expect(exposed(route, changes).codes).toEqual(codes);
});

test("a name over 32 characters is refused with the number, never cut or hashed", () => {
  const template = stackOf(({ web }) => void web("a-service-with-a-long-name", { hosts: ["a.example.com"] }));
  expect(template.findings).toMatchObject([
    {
      code: "name-length",
      got: '39 characters in "stowage-test-a-service-with-a-long-name"',
      fix: "shorten it by 7 characters",
    },
  ]);
});

test("a fixed port of a task with its own address is the container's", () => {
  const own = (hostPort: number) =>
    stackOf(({ service }) => void service("web", { expose: { hostPort }, networkMode: "host" })).codes;
  expect(own(3000)).toEqual([]);
  expect(own(80)).toEqual(["host-port-differs"]);
});
