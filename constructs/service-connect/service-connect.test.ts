import { describe, expect, test } from "vitest";
import { type Balanced, balanced } from "../../test/support/balanced";
import { aStack, type Block, containers, type Template } from "../../test/support/template";
import { fargate } from "../task/capacity";
import type { ServiceProps } from "../task/service";
import { ConnectNamespace } from "./connect-namespace";
import { DnsNamespace } from "./dns-namespace";
import type { ConnectServer } from "./service-connect";

const stackOf = (
  fill: (parts: Balanced & { names: ConnectNamespace }) => void,
  egress: "public-ip" | "nat-gateway" = "public-ip",
) =>
  aStack((stack) => fill({ ...balanced(stack, { network: { egress } }), names: new ConnectNamespace(stack, "names") }));
const connected = (serves: ConnectServer | undefined, changes: Partial<ServiceProps> = {}) =>
  stackOf(({ service, names }) => {
    service("backend", { connect: { namespace: names, ...(serves === undefined ? {} : { serves }) }, ...changes });
  });
const settings = (template: Template) => template.one("aws_ecs_service").service_connect_configuration as Block;
const task = (template: Template) => template.one("aws_ecs_task_definition");
const port = (template: Template) => (containers(task(template).container_definitions)[0]!.portMappings as Block[])[0];

describe("Service Connect", () => {
  test("gives a service a name that others call it by", () => {
    const template = connected({});
    expect(settings(template)).toMatchObject({
      enabled: true,
      namespace: "${aws_service_discovery_http_namespace.names.arn}",
      service: [{ port_name: "backend", discovery_name: "backend", client_alias: { dns_name: "backend", port: 3000 } }],
      log_configuration: { log_driver: "awslogs", options: { "awslogs-stream-prefix": "service-connect" } },
    });
    expect(port(template)).toEqual({
      containerPort: 3000,
      hostPort: 0,
      protocol: "tcp",
      name: "backend",
      appProtocol: "http",
    });
    expect(template.one("aws_service_discovery_http_namespace")).toMatchObject({ name: "stowage-test-names" });
  });

  test("takes another name, port and protocol", () => {
    const template = connected({ as: "api", port: 80, protocol: "grpc" });
    expect(settings(template).service).toMatchObject([
      { port_name: "api", client_alias: { dns_name: "api", port: 80 } },
    ]);
    expect(port(template)).toMatchObject({ name: "api", appProtocol: "grpc" });
    expect(port(connected({ protocol: "tcp" }))).not.toHaveProperty("appProtocol");
  });

  test("lets a service only call others", () => {
    const template = connected(undefined, { container: { image: "worker:1" } });
    expect(settings(template)).toMatchObject({ enabled: true });
    expect(settings(template)).not.toHaveProperty("service");
  });

  test("deploys a service after those it calls, whose names its proxy would not know otherwise", () => {
    const template = stackOf(({ service, names }) => {
      const api = service("api", { connect: { namespace: names, serves: {} } });
      service("web", { connect: { namespace: names, calls: [api] } });
    });
    expect(template.one("aws_ecs_service", "web").depends_on).toContain("aws_ecs_service.api");
    expect(template.one("aws_ecs_service", "api").depends_on).not.toContain("aws_ecs_service.web");
  });

  test("makes room for the proxy: added on EC2, taken from the container on Fargate", () => {
    expect(task(connected({}))).toMatchObject({ cpu: "384", memory: "192" });
    expect(containers(task(connected({})).container_definitions)[0]).toMatchObject({ cpu: 128, memory: 128 });
    const onFargate = task(connected({}, { runOn: fargate(), cpu: 256, memoryMiB: 512 }));
    expect(onFargate).toMatchObject({ cpu: "256", memory: "512" });
    expect(containers(onFargate.container_definitions)[0]).toMatchObject({ memory: 448 });
  });

  test("keeps what the task says beside its size", () => {
    const template = connected({}, { logRetentionDays: 7, volumes: [{ name: "scratch" }], networkMode: "bridge" });
    expect(template.one("aws_cloudwatch_log_group").retention_in_days).toBe(7);
    expect(task(template).volume).toEqual([{ name: "scratch" }]);
  });

  test.each<[string, ConnectServer | undefined, object, string[]]>([
    ["a name with capital letters", { as: "Backend" }, {}, ["name-characters"]],
    ["a server without a port", {}, { container: { image: "worker:1" } }, ["connect-no-port"]],
    ["host mode", {}, { networkMode: "host" }, ["connect-network-mode"]],
    [
      "containers that fill the task",
      undefined,
      {
        container: undefined,
        cpu: undefined,
        memoryMiB: undefined,
        containers: [{ name: "a", image: "a:1", cpu: 1, memoryMiB: 100 }],
        taskSize: { cpu: 256, memoryMiB: 128 },
      },
      ["connect-memory"],
    ],
  ])("refuses %s", (_, serves, changes, codes) => {
    expect(connected(serves, changes).codes).toEqual(codes);
  });
});

describe("hosts whose bridge-mode containers are called by a name", () => {
  const between = (template: Template) =>
    Object.values(template.all("aws_vpc_security_group_ingress_rule")).filter(
      ({ description }) => description === "services on these hosts call each other by name",
    );
  const named = (
    max: number,
    changes: Partial<ServiceProps> = {},
    called: { serves?: ConnectServer } = { serves: {} },
  ) =>
    aStack((stack) => {
      const { service } = balanced(stack, { fleet: { max }, network: { egress: "nat-gateway" } });
      const namespace = new ConnectNamespace(stack, "names");
      for (const id of ["api", "users"]) service(id, { connect: { namespace, ...called }, ...changes });
    });

  test("let each other in on the agent's ports, with one rule for all services", () => {
    const fleet = expect.stringMatching(/aws_security_group\.fleet_firewall/);
    expect(between(named(2))).toMatchObject([
      { security_group_id: fleet, referenced_security_group_id: fleet, from_port: 32768, to_port: 60999 },
    ]);
  });

  test.each<[string, Template]>([
    ["of a single host", named(1)],
    ["of tasks with addresses of their own", named(2, { networkMode: "awsvpc" })],
    ["of services that only call", named(2, {}, {})],
  ])("stay closed in a fleet %s", (_, template) => {
    expect(between(template)).toEqual([]);
  });
});

describe("a name in DNS", () => {
  const discovered = (changes: Partial<ServiceProps> = {}, as?: string, ttlSeconds?: number) =>
    aStack((stack) => {
      const { service, network } = balanced(stack, { network: { egress: "nat-gateway" } });
      const namespace = new DnsNamespace(stack, "dns", { network, name: "shop.internal" });
      const rest = { ...(as === undefined ? {} : { as }), ...(ttlSeconds === undefined ? {} : { ttlSeconds }) };
      service("backend", { discovery: { namespace, ...rest }, ...changes });
    });

  test("is an address where tasks have their own, and a port too where they share the host's", () => {
    const own = discovered({ networkMode: "awsvpc" });
    expect(own.one("aws_service_discovery_service")).toMatchObject({
      name: "backend",
      dns_config: { routing_policy: "MULTIVALUE", dns_records: [{ type: "A", ttl: 10 }] },
    });
    expect(own.one("aws_ecs_service").service_registries).toEqual({
      registry_arn: expect.stringContaining("aws_service_discovery_service."),
    });
    const shared = discovered({}, "api", 30);
    expect(shared.one("aws_service_discovery_service")).toMatchObject({
      name: "api",
      dns_config: { dns_records: [{ type: "SRV", ttl: 30 }] },
    });
    expect(shared.one("aws_ecs_service").service_registries).toMatchObject({
      container_name: "backend",
      container_port: 3000,
    });
    expect(port(shared)).toMatchObject({ hostPort: 0 });
    expect(shared.one("aws_service_discovery_private_dns_namespace")).toMatchObject({
      name: "shop.internal",
      vpc: "${aws_vpc.network.id}",
    });
  });

  test("is refused for a port that there is none of", () => {
    expect(discovered({ container: { image: "worker:1" } }).codes).toEqual(["discovery-no-port"]);
  });
});
