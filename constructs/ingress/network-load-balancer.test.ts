import { expect, test } from "vitest";
import { oneBox } from "../../test/support/one-box";
import { aStack } from "../../test/support/template";
import { NetworkLoadBalancer, type NetworkLoadBalancerProps } from "./network-load-balancer";
import { TargetGroup } from "./target-group";

const stackOf = (
  changes: Partial<NetworkLoadBalancerProps> = {},
  network = {},
  ports: readonly [port: number, protocol: "TCP" | "UDP"][] = [],
) =>
  aStack((stack) => {
    const box = oneBox(stack, { network });
    const balancer = new NetworkLoadBalancer(stack, "net", { network: box.network, ...changes });
    ports.forEach(([port, protocol], index) => {
      const targets = new TargetGroup(stack, `targets-${index}`, {
        network: box.network,
        protocol,
        targetType: "instance",
      });
      balancer.addPort(stack, `port-${index}`, { port, protocol, from: "10.0.0.0/8", targets });
    });
  });

test("stands in every zone with a group of its own, which can never be added later, and crosses zones", () => {
  expect(stackOf().one("aws_lb")).toMatchObject({
    name: "stowage-test-net",
    load_balancer_type: "network",
    internal: false,
    enable_cross_zone_load_balancing: true,
    enable_deletion_protection: false,
  });
  expect(stackOf().one("aws_lb").security_groups).toHaveLength(1);
});

test("takes its options", () => {
  const template = stackOf({ internal: true, crossZone: false, deletionProtection: true }, { egress: "nat-gateway" });
  expect(template.one("aws_lb")).toMatchObject({
    internal: true,
    enable_cross_zone_load_balancing: false,
    enable_deletion_protection: true,
  });
  expect((template.one("aws_lb").subnets as string[])[0]).toContain("private");
});

test("the same number is two ports over TCP and UDP, but one port is one service's", () => {
  expect(
    stackOf({}, {}, [
      [53, "TCP"],
      [53, "UDP"],
    ]).codes,
  ).toEqual([]);
  const taken = stackOf({}, {}, [
    [53, "TCP"],
    [53, "TCP"],
  ]).findings.filter(({ code }) => code === "network-port-taken");
  expect(taken).toMatchObject([{ got: "port 53, which test has too" }]);
});

test.each([0, 65_536, 1.5])("refuses port %d", (port) => {
  expect(stackOf({}, {}, [[port, "TCP"]]).codes).toEqual(["port-range"]);
});

test("refuses one zone, and the internet without public subnets", () => {
  expect(stackOf({}, { zones: 1 }).codes).toEqual(["load-balancer-zones"]);
  expect(stackOf({}, { egress: "none" }).codes).toEqual(["load-balancer-no-public-subnet"]);
});
