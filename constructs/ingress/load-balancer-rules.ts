import { Token } from "cdktf";
import ipaddr from "ipaddr.js";
import type { Violation } from "../rules/finding";
import { checkBalancerLimit } from "./balancer-limits";
import type { LoadBalancerProps } from "./load-balancer";
import type { NetworkLoadBalancerProps } from "./network-load-balancer";
import { checkResponse } from "./route-action";

const GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application";

/** Everything wrong with an Application Load Balancer by itself. */
export function checkLoadBalancer(props: LoadBalancerProps): Violation[] {
  const idle = props.idleTimeoutSeconds ?? 60;
  return [
    ...checkZones(props),
    ...checkRanges(props.from),
    ...checkReason(props.tls.none),
    ...checkBalancerLimit("certificates", props.tls.furtherCertificates?.length ?? 0),
    ...(props.otherwise === undefined
      ? []
      : checkResponse(props.otherwise).map((violation) => ({ ...violation, prop: "otherwise" }))),
    ...(Number.isInteger(idle) && idle >= 1 && idle <= 4000
      ? []
      : [
          {
            code: "load-balancer-idle",
            prop: "idleTimeoutSeconds",
            got: String(idle),
            expected: "a whole number from 1 to 4000",
            fix: "use 60, or more for long answers",
            source: `${GUIDE}/edit-load-balancer-attributes.html`,
          },
        ]),
    ...checkPositive("ruleQuota", props.ruleQuota),
    ...checkPositive("errorsToAlarm", props.errorsToAlarm),
  ];
}

/** Who may connect to a balancer that says nothing about it: everybody, or for an internal one the VPC. */
export function everybody({ network, internal }: Pick<LoadBalancerProps, "network" | "internal">): string {
  // The range as it was written, and not a reference to it, so that the reach check can compare it.
  return internal === true ? (network.resource.cidrBlockInput ?? network.resource.cidrBlock) : "0.0.0.0/0";
}

/** What both kinds of balancer need of their network. */
export function checkZones({
  network,
  internal,
}: Pick<LoadBalancerProps | NetworkLoadBalancerProps, "network" | "internal">): Violation[] {
  const violations: Violation[] = [];
  if (network.zones < 2) {
    violations.push({
      code: "load-balancer-zones",
      prop: "network",
      got: `${network.zones} zone`,
      expected: "subnets in at least two zones",
      fix: "set zones: 2 on the network; a second zone alone costs nothing",
      source: `${GUIDE}/application-load-balancers.html`,
    });
  }
  if (internal !== true && network.publicSubnets === undefined) {
    violations.push({
      code: "load-balancer-no-public-subnet",
      prop: "internal",
      got: "egress: none, which has no public subnets",
      expected: "public subnets for a balancer that the internet reaches",
      fix: "set internal: true, or give the network another egress",
      source: `${GUIDE}/application-load-balancers.html`,
    });
  }
  return violations;
}

export function checkRanges(ranges: readonly string[] | undefined): Violation[] {
  const source = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
  return [
    ...(ranges?.length === 0
      ? [
          {
            code: "load-balancer-from",
            prop: "from",
            got: "an empty list",
            expected: "one range or more",
            fix: "leave it out for everybody",
            source,
          },
        ]
      : []),
    ...(ranges ?? [])
      .filter((range) => !Token.isUnresolved(range) && !ipaddr.IPv4.isValidCIDRFourPartDecimal(range))
      .map((range) => ({
        code: "load-balancer-from",
        prop: "from",
        got: range,
        expected: "an IPv4 range",
        fix: "write it as 203.0.113.0/24",
        source,
      })),
  ];
}

/** A sentence, and not a placeholder: somebody will read it in a review. */
function checkReason(none: string | undefined): Violation[] {
  if (none === undefined || none.trim().length >= 10) return [];
  return [
    {
      code: "load-balancer-plain-http",
      prop: "tls.none",
      got: `"${none}"`,
      expected: "the reason why plain HTTP is good enough here",
      fix: 'write it, such as { none: "inside the VPC only" }, or give a certificate',
      source: `${GUIDE}/create-https-listener.html`,
    },
  ];
}

function checkPositive(prop: string, value: number | undefined): Violation[] {
  if (value === undefined || (Number.isInteger(value) && value >= 1)) return [];
  return [
    {
      code: "load-balancer-number",
      prop,
      got: String(value),
      expected: "a whole number, at least 1",
      fix: "leave it out for the default",
    },
  ];
}
