import { type EC2Client, paginateDescribeSecurityGroupRules, type SecurityGroupRule } from "@aws-sdk/client-ec2";
import { all } from "./ec2-things";
import type { Values } from "./thing";

/** What makes a rule the rule that it is; EC2 refuses a second one with the same. */
const DECIDING = [
  "ip_protocol",
  "from_port",
  "to_port",
  "cidr_ipv4",
  "cidr_ipv6",
  "prefix_list_id",
  "referenced_security_group_id",
] as const;

/**
 * The rules of the planned group that do the same as the planned rule. Tags decide nothing: all rules of a stack carry
 * the same ones. None while the group, or the one that the rule names, is not there yet.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
 */
export async function ruleIds(values: Values, egress: boolean, client: EC2Client): Promise<string[]> {
  const group = values.security_group_id;
  // an argument that is unknown is missing in a plan; one that is not set is null
  if (typeof group !== "string" || DECIDING.some((name) => values[name] === undefined)) return [];
  const Filters = [{ Name: "group-id", Values: [group] }];
  const rules = await all(
    paginateDescribeSecurityGroupRules({ client }, { Filters }),
    (page) => page.SecurityGroupRules,
  );
  return rules
    .filter((rule) => (rule.IsEgress ?? false) === egress && sameRule(values, rule))
    .flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
}

/** Whether an existing rule is about the same protocol, ports and other side as a planned one. */
export function sameRule(planned: Values, existing: SecurityGroupRule): boolean {
  const sides = [
    [planned.cidr_ipv4, existing.CidrIpv4],
    [planned.cidr_ipv6, existing.CidrIpv6],
    [planned.prefix_list_id, existing.PrefixListId],
    [groupId(planned.referenced_security_group_id), existing.ReferencedGroupInfo?.GroupId],
  ];
  const protocol = protocolNumber(String(planned.ip_protocol));
  if (protocol !== protocolNumber(existing.IpProtocol ?? "")) return false;
  const ports = [
    [planned.from_port, existing.FromPort],
    [planned.to_port, existing.ToPort],
  ];
  const samePorts = protocol === "-1" || ports.every(([asked, got]) => (asked ?? -1) === (got ?? -1));
  return samePorts && sides.every(([asked, got]) => (asked || undefined) === (got || undefined));
}

/** A group of another account is written `123456789012/sg-1`. */
function groupId(value: unknown): unknown {
  return typeof value === "string" ? value.split("/").at(-1) : value;
}

/** EC2 answers with names for these, whichever was asked for. */
function protocolNumber(protocol: string): string {
  return { icmp: "1", tcp: "6", udp: "17", icmpv6: "58", all: "-1" }[protocol.toLowerCase()] ?? protocol;
}
