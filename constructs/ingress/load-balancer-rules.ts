import { Token } from "cdktf";
import ipaddr from "ipaddr.js";
import type { Violation } from "../rules/finding";
import { violation } from "../rules/violation";
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
          violation(
            "load-balancer-idle",
            "idleTimeoutSeconds",
            String(idle),
            "a whole number from 1 to 4000",
            "use 60, or more for long answers",
            `${GUIDE}/edit-load-balancer-attributes.html`,
          ),
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
    violations.push(
      violation(
        "load-balancer-zones",
        "network",
        `${network.zones} zone`,
        "subnets in at least two zones",
        "set zones: 2 on the network; a second zone alone costs nothing",
        `${GUIDE}/application-load-balancers.html`,
      ),
    );
  }
  if (internal !== true && network.publicSubnets === undefined) {
    violations.push(
      violation(
        "load-balancer-no-public-subnet",
        "internal",
        "egress: none, which has no public subnets",
        "public subnets for a balancer that the internet reaches",
        "set internal: true, or give the network another egress",
        `${GUIDE}/application-load-balancers.html`,
      ),
    );
  }
  return violations;
}

export function checkRanges(ranges: readonly string[] | undefined): Violation[] {
  const source = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
  return [
    ...(ranges?.length === 0
      ? [
          violation(
            "load-balancer-from",
            "from",
            "an empty list",
            "one range or more",
            "leave it out for everybody",
            source,
          ),
        ]
      : []),
    ...(ranges ?? [])
      .filter((range) => !Token.isUnresolved(range) && !ipaddr.IPv4.isValidCIDRFourPartDecimal(range))
      .map((range) =>
        violation("load-balancer-from", "from", range, "an IPv4 range", "write it as 203.0.113.0/24", source),
      ),
  ];
}

/** A sentence, and not a placeholder: somebody will read it in a review. */
function checkReason(none: string | undefined): Violation[] {
  if (none === undefined || none.trim().length >= 10) return [];
  return [
    violation(
      "load-balancer-plain-http",
      "tls.none",
      `"${none}"`,
      "the reason why plain HTTP is good enough here",
      'write it, such as { none: "inside the VPC only" }, or give a certificate',
      `${GUIDE}/create-https-listener.html`,
    ),
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
