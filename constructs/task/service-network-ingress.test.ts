import { describe, expect, test } from "vitest";
import { NOBODY } from "../../test/support/balanced";
import { oneBox } from "../../test/support/one-box";
import { aStack, containers, type Template } from "../../test/support/template";
import { NetworkLoadBalancer } from "../ingress/network-load-balancer";
import type { Expose } from "./expose";
import { Service } from "./service";

const openings = (template: Template) =>
  Object.values(template.all("aws_vpc_security_group_ingress_rule"))
    .filter((rule) => rule.referenced_security_group_id !== undefined)
    .map((rule) => ({ ports: [rule.from_port, rule.to_port], protocol: rule.ip_protocol }));

describe("behind a network load balancer", () => {
  const network = (expose: Record<string, unknown>, changes = {}, egress = "public-ip") =>
    aStack((stack) => {
      const box = oneBox(stack, { fleet: { max: 2 }, network: { egress: egress as "public-ip" } });
      const balancer = new NetworkLoadBalancer(stack, "net", { network: box.network });
      new Service(stack, "db", {
        cluster: box.cluster,
        runOn: box.fleet,
        cpu: 128,
        memoryMiB: 128,
        container: { image: "postgres:17", port: 5432 },
        expose: { networkLoadBalancer: balancer, port: 6432, protocol: "TCP", ...expose } as Expose,
        alarms: NOBODY,
        ...changes,
      });
    });

  test("a port of the balancer leads to a port that the agent picks", () => {
    const template = network({});
    expect(template.one("aws_lb_listener")).toMatchObject({ port: 6432, protocol: "TCP" });
    expect(template.one("aws_lb_target_group")).toMatchObject({
      protocol: "TCP",
      target_type: "instance",
      deregistration_delay: "20",
      health_check: { protocol: "TCP", port: "traffic-port" },
    });
    expect(openings(template).map(({ ports }) => ports)).toEqual([[32768, 60999]]);
    expect(template.one("aws_vpc_security_group_ingress_rule", "db_listener-from")).toMatchObject({
      from_port: 6432,
      to_port: 6432,
      cidr_ipv4: "0.0.0.0/0",
    });
    const waits = template.one("aws_ecs_service").depends_on as string[];
    expect(waits.some((name) => name.startsWith("aws_lb_listener."))).toBe(true);
  });

  test("health over HTTP, other callers, and TLS that ends at the balancer", () => {
    expect(network({ healthCheckPath: "/up" }).one("aws_lb_target_group").health_check).toMatchObject({
      protocol: "HTTP",
      path: "/up",
    });
    expect(
      network({ from: "10.0.0.0/8" }).one("aws_vpc_security_group_ingress_rule", "db_listener-from").cidr_ipv4,
    ).toBe("10.0.0.0/8");
    const template = network({ protocol: "TLS", certificate: { arn: "arn:one" } });
    expect(template.one("aws_lb_listener")).toMatchObject({
      protocol: "TLS",
      certificate_arn: "arn:one",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    });
    expect(template.one("aws_lb_target_group").protocol).toBe("TCP");
  });

  test("datagrams need a second port for the health check, and an address of their own", () => {
    const udp = { protocol: "UDP", healthCheckPort: 8080 };
    const template = network(udp, { networkMode: "awsvpc" }, "nat-gateway");
    expect(template.codes).toEqual([]);
    expect(template.one("aws_lb_target_group")).toMatchObject({
      protocol: "UDP",
      health_check: { protocol: "TCP", port: "8080" },
    });
    expect(containers(template.one("aws_ecs_task_definition").container_definitions)[0]!.portMappings).toMatchObject([
      { protocol: "udp" },
    ]);
    expect(openings(template).map(({ ports, protocol }) => [ports[0], protocol])).toEqual([
      [5432, "udp"],
      [8080, "tcp"],
    ]);
    expect(network({ protocol: "UDP" }).codes).toEqual(["network-health-port"]);
    expect(network(udp).codes).toEqual(["network-health-port"]);
  });
});
