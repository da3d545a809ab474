import { expect, test } from "vitest";
import { sameRule } from "./security-group-rules";

const planned = {
  ip_protocol: "tcp",
  from_port: 80,
  to_port: 80,
  cidr_ipv4: "0.0.0.0/0",
  cidr_ipv6: null,
  prefix_list_id: null,
  referenced_security_group_id: null,
};
const existing = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIpv4: "0.0.0.0/0" };

test("a rule is known by protocol, ports and other side", () => {
  expect(sameRule(planned, existing)).toBe(true);
  expect(sameRule({ ...planned, ip_protocol: "6" }, existing)).toBe(true);
  const fromGroup = { ...planned, cidr_ipv4: null, referenced_security_group_id: "123456789012/sg-1" };
  expect(sameRule(fromGroup, { ...existing, CidrIpv4: undefined, ReferencedGroupInfo: { GroupId: "sg-1" } })).toBe(
    true,
  );
});

test.each([
  ["protocol", { IpProtocol: "udp" }],
  ["first port", { FromPort: 79 }],
  ["last port", { ToPort: 81 }],
  ["range", { CidrIpv4: "10.0.0.0/8" }],
  ["IPv6 range", { CidrIpv6: "::/0" }],
  ["prefix list", { PrefixListId: "pl-1" }],
  ["group", { ReferencedGroupInfo: { GroupId: "sg-1" } }],
])("and not where its %s is another", (_what, other) => {
  expect(sameRule(planned, { ...existing, ...other })).toBe(false);
});

test("all protocols have no ports, as Terraform writes it and as EC2 answers", () => {
  const everything = { ...planned, ip_protocol: "-1", from_port: null, to_port: null };
  expect(sameRule(everything, { IpProtocol: "-1", FromPort: -1, ToPort: -1, CidrIpv4: "0.0.0.0/0" })).toBe(true);
});
