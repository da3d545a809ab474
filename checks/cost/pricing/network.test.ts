import { describe, expect, it } from "vitest";
import { linesOf } from "../fixtures/documents";

const THREE = { subnets: ["subnet-1", "subnet-2", "subnet-3"] };

describe("network resources", () => {
  // arithmetic of the hourly rows: price x 730
  it.each([
    { type: "aws_nat_gateway", values: {}, slot: "hours", region: "us-east-1", low: 32.85, high: 32.85 },
    { type: "aws_nat_gateway", values: {}, slot: "hours", region: "eu-west-1", low: 35.04, high: 35.04 },
    { type: "aws_nat_gateway", values: {}, slot: "traffic", region: "eu-west-1", low: 0.048, high: 2.4 },
    {
      type: "aws_nat_gateway",
      values: { connectivity_type: "private" },
      slot: "hours",
      region: "eu-south-1",
      low: 36.5,
      high: 36.5,
    },
    { type: "aws_eip", values: {}, slot: "public-ipv4", region: "eu-south-1", low: 3.65, high: 3.65 },
    { type: "aws_eip", values: { count: 2 }, slot: "public-ipv4", region: "us-east-1", low: 7.3, high: 7.3 },
    // two zones x 730 x 0.011
    {
      type: "aws_vpc_endpoint",
      values: { vpc_endpoint_type: "Interface", subnet_ids: ["a", "b"] },
      slot: "hours",
      region: "eu-west-1",
      low: 16.06,
      high: 16.06,
    },
    // hidden subnets: 2 to 3 zones x 730 x 0.01
    {
      type: "aws_vpc_endpoint",
      values: { vpc_endpoint_type: "Interface", subnet_ids: "${module.a.b}" },
      slot: "hours",
      region: "us-east-1",
      low: 14.6,
      high: 21.9,
    },
    {
      type: "aws_vpc_endpoint",
      values: { vpc_endpoint_type: "GatewayLoadBalancer", subnet_ids: ["a"] },
      slot: "hours",
      region: "us-east-1",
      low: null,
      high: null,
    },
    {
      type: "aws_route53_zone",
      values: { name: "example.com" },
      slot: "zone",
      region: "eu-west-1",
      low: 0.5,
      high: 0.5,
    },
    // 10,000 to 1,000,000 queries x 0.40 a million
    { type: "aws_route53_zone", values: {}, slot: "queries", region: "eu-west-1", low: 0.004, high: 0.4 },
    {
      type: "aws_service_discovery_private_dns_namespace",
      values: {},
      slot: "zone",
      region: "eu-west-1",
      low: 0.5,
      high: 0.5,
    },
    {
      type: "aws_service_discovery_service",
      values: {},
      slot: "registrations",
      region: "us-east-1",
      low: null,
      high: null,
    },
    { type: "aws_lb", values: { ...THREE }, slot: "hours", region: "us-east-1", low: 16.425, high: 16.425 },
    { type: "aws_lb", values: { ...THREE }, slot: "hours", region: "eu-west-1", low: 18.396, high: 18.396 },
    { type: "aws_lb", values: { ...THREE }, slot: "hours", region: "eu-south-1", low: null, high: null },
    // 0 to 1 LCU x 730 x 0.008
    { type: "aws_lb", values: { ...THREE }, slot: "capacity-units", region: "us-east-1", low: 0, high: 5.84 },
    { type: "aws_lb", values: { ...THREE }, slot: "capacity-units", region: "eu-west-1", low: null, high: null },
    { type: "aws_lb", values: { ...THREE }, slot: "public-ipv4", region: "us-east-1", low: 10.95, high: 10.95 },
    {
      type: "aws_alb",
      values: { subnets: "${module.a.b}" },
      slot: "public-ipv4",
      region: "us-east-1",
      low: 7.3,
      high: 10.95,
    },
    {
      type: "aws_lb",
      values: { load_balancer_type: "network", ...THREE },
      slot: "hours",
      region: "us-east-1",
      low: 16.425,
      high: 16.425,
    },
    {
      type: "aws_lb",
      values: { load_balancer_type: "network", ...THREE },
      slot: "capacity-units",
      region: "us-east-1",
      low: 0,
      high: 4.38,
    },
    {
      type: "aws_lb",
      values: { load_balancer_type: "network", ...THREE },
      slot: "hours",
      region: "eu-west-1",
      low: null,
      high: null,
    },
    {
      type: "aws_lb",
      values: { load_balancer_type: "gateway" },
      slot: "hours",
      region: "us-east-1",
      low: null,
      high: null,
    },
  ])("$type $slot in $region is $low to $high", ({ type, values, slot, region, low, high }) => {
    const line = linesOf(type, values, {}, region).lines[slot];
    expect(line).toMatchObject({ low, high });
    expect(line?.unknown === undefined).toBe(low !== null);
  });

  it("of a balancer inside the VPC have no public address", () => {
    const { lines } = linesOf("aws_lb", { ...THREE, internal: true });
    expect(Object.keys(lines)).toEqual(["hours", "capacity-units"]);
  });

  it("of a balancer with Elastic IPs leave the addresses to them", () => {
    const subnet_mapping = [
      { subnet_id: "a", allocation_id: "${aws_eip.a.id}" },
      { subnet_id: "b", allocation_id: "${aws_eip.b.id}" },
    ];
    const { lines } = linesOf("aws_lb", { load_balancer_type: "network", subnet_mapping });
    expect(lines["public-ipv4"]).toBeUndefined();
  });

  it("of a gateway endpoint are free, with the reason", () => {
    const { estimate } = linesOf("aws_vpc_endpoint", { service_name: "com.amazonaws.eu-west-1.s3" });
    expect(estimate.free).toMatchObject([{ reason: "gateway endpoints have no charge" }]);
  });

  it("of an interface endpoint count subnets that are associated apart", () => {
    const association = (subnet_id: string) => ({ vpc_endpoint_id: "${aws_vpc_endpoint.one.id}", subnet_id });
    const more = {
      aws_vpc_endpoint_subnet_association: { a: association("a"), b: association("b"), c: association("c") },
    };
    const { lines } = linesOf("aws_vpc_endpoint", { vpc_endpoint_type: "Interface" }, more);
    expect(lines.hours?.low).toBe(21.9); // 3 x 730 x 0.01
  });

  it("of a NAT gateway leave its address to its Elastic IP", () => {
    const { estimate } = linesOf("aws_nat_gateway", { allocation_id: "${aws_eip.nat.id}" }, { aws_eip: { nat: {} } });
    expect(estimate.lines.filter((line) => line.slot === "public-ipv4")).toMatchObject([{ address: "aws_eip.nat" }]);
  });
});
