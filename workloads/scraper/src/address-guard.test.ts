import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAddressGuard } from "./address-guard";

const guard = createAddressGuard();

describe("the address guard", () => {
  it.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])("accepts the public address %s", (ip) => {
    expect(guard(ip)).toBe(true);
  });

  it.each([
    ["instance metadata", "169.254.169.254"],
    ["ECS task credentials", "169.254.170.2"],
    ["EKS pod identity", "169.254.170.23"],
    ["instance metadata over IPv6", "fd00:ec2::254"],
    ["instance metadata as IPv4-mapped IPv6", "::ffff:169.254.169.254"],
    ["instance metadata through NAT64", "64:ff9b::a9fe:a9fe"],
    ["instance metadata through 6to4", "2002:a9fe:a9fe::1"],
    ["loopback", "127.0.0.1"],
    ["all of 127/8", "127.255.255.254"],
    ["IPv6 loopback", "::1"],
    ["IPv4-mapped loopback", "::ffff:7f00:1"],
    ["IPv4-compatible private", "::10.0.0.1"],
    ["this network", "0.0.0.0"],
    ["unspecified IPv6", "::"],
    ["private 10/8", "10.20.0.5"],
    ["private 172.16/12", "172.31.255.255"],
    ["private 192.168/16", "192.168.0.1"],
    ["carrier-grade NAT", "100.64.0.1"],
    ["IETF protocol assignments", "192.0.0.8"],
    ["benchmarking", "198.18.0.1"],
    ["documentation", "203.0.113.7"],
    ["multicast", "224.0.0.251"],
    ["reserved", "250.1.2.3"],
    ["broadcast", "255.255.255.255"],
    ["unique-local", "fc00::1"],
    ["link-local IPv6", "fe80::1"],
    ["link-local IPv6 with a zone", "fe80::1%eth0"],
    ["site-local IPv6", "fec0::1"],
    ["multicast IPv6", "ff02::1"],
    ["Teredo", "2001:0:53aa:64c::1"],
    ["documentation IPv6", "2001:db8::1"],
    ["unassigned IPv6", "4000::1"],
    ["a host name", "localhost"],
    ["nothing", ""],
  ])("refuses %s (%s)", (_, ip) => {
    expect(guard(ip)).toBe(false);
  });

  it("accepts what development allows, and nothing beside it", () => {
    const development = createAddressGuard(["127.0.0.1/32", "::1/128"]);
    expect(development("127.0.0.1")).toBe(true);
    expect(development("::ffff:127.0.0.1")).toBe(true);
    expect(development("::1")).toBe(true);
    expect(development("127.0.0.2")).toBe(false);
    expect(development("10.0.0.1")).toBe(false);
  });

  it("keeps the credential addresses closed even when everything is allowed", () => {
    const careless = createAddressGuard(["0.0.0.0/0", "::/0"]);
    expect(careless("10.0.0.1")).toBe(true);
    for (const ip of ["169.254.169.254", "169.254.170.2", "fd00:ec2::254", "::ffff:169.254.169.254"])
      expect(careless(ip)).toBe(false);
  });

  it("judges an IPv4 address and its IPv4-mapped form alike", () => {
    fc.assert(fc.property(fc.ipV4(), (ip) => guard(ip) === guard(`::ffff:${ip}`)));
  });
});
