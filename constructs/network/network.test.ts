import { describe, expect, test } from "vitest";
import { aStack } from "../../test/support/template";
import { type Egress, Network } from "./network";

const network = (egress: Egress, zones = 2, interfaceEndpoints?: string[]) =>
  aStack((stack) => {
    new Network(stack, "network", {
      cidr: "10.0.0.0/16",
      zones,
      egress,
      ...(interfaceEndpoints ? { interfaceEndpoints } : {}),
    });
  });
const count = (template: ReturnType<typeof network>, type: string) => Object.keys(template.all(type)).length;

describe("what each way out creates, per two zones", () => {
  test.each<[Egress, Record<string, number>]>([
    ["public-ip", { aws_subnet: 2, aws_internet_gateway: 1, aws_nat_gateway: 0, aws_route: 2, aws_instance: 0 }],
    ["nat-gateway", { aws_subnet: 4, aws_internet_gateway: 1, aws_nat_gateway: 1, aws_eip: 1, aws_route: 4 }],
    ["nat-gateway-per-zone", { aws_subnet: 4, aws_nat_gateway: 2, aws_eip: 2, aws_route: 4 }],
    ["nat-instance", { aws_subnet: 4, aws_nat_gateway: 0, aws_instance: 1, aws_eip: 1, aws_route: 4 }],
    ["none", { aws_subnet: 2, aws_internet_gateway: 0, aws_nat_gateway: 0, aws_route: 0 }],
  ])("%s", (egress, expected) => {
    const template = network(egress);
    for (const [type, number] of Object.entries(expected))
      expect([type, count(template, type)]).toEqual([type, number]);
  });
});

test("the default security group has no rules at all", () => {
  const group = network("public-ip").one("aws_default_security_group");
  expect(group.ingress).toBeUndefined();
  expect(group.egress).toBeUndefined();
});

test("S3 is always reached through its free gateway endpoint, from every route table", () => {
  const endpoint = network("nat-gateway").one("aws_vpc_endpoint");
  expect(endpoint).toMatchObject({ vpc_endpoint_type: "Gateway" });
  expect(endpoint.route_table_ids).toHaveLength(4);
});

test("subnets hand out no public address and survive a changed list of zones", () => {
  for (const subnet of Object.values(network("nat-gateway").all("aws_subnet"))) {
    expect(subnet).toMatchObject({
      map_public_ip_on_launch: false,
      lifecycle: { ignore_changes: ["availability_zone"] },
    });
  }
});

test("going from one NAT gateway to one per zone changes no subnet and no route table", () => {
  const [one, each] = [network("nat-gateway"), network("nat-gateway-per-zone")];
  expect(each.all("aws_subnet")).toEqual(one.all("aws_subnet"));
  expect(each.all("aws_route_table")).toEqual(one.all("aws_route_table"));
});

test("a NAT gateway waits for the internet route", () => {
  expect(network("nat-gateway").one("aws_nat_gateway").depends_on).toContainEqual(
    expect.stringContaining("aws_internet_gateway."),
  );
});

test("the NAT instance forwards, is hardened and is not replaced by a new image", () => {
  expect(network("nat-instance").one("aws_instance")).toMatchObject({
    source_dest_check: false,
    instance_type: "t4g.nano",
    metadata_options: { http_tokens: "required", http_put_response_hop_limit: 1 },
    lifecycle: { ignore_changes: ["ami"] },
  });
});

test("interface endpoints admit HTTPS from the VPC only", () => {
  const template = network("none", 2, ["ecr.api", "ecr.dkr"]);
  const interfaces = Object.values(template.all("aws_vpc_endpoint")).filter(
    (it) => it.vpc_endpoint_type === "Interface",
  );
  expect(interfaces).toHaveLength(2);
  expect(template.one("aws_vpc_security_group_ingress_rule")).toMatchObject({
    from_port: 443,
    to_port: 443,
    cidr_ipv4: "10.0.0.0/16",
  });
});

test("a bad range is refused, and nothing throws before all is known", () => {
  const template = aStack((stack) => {
    new Network(stack, "network", { cidr: "10.0.0.1/16", zones: 9, egress: "public-ip" });
  });
  expect(template.codes).toEqual(["cidr-host-bits", "cidr-zones"]);
});
